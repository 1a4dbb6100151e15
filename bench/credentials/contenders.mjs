import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsClients } from 'castellan/core';
import { ISSUER } from '../tokens.mjs';

export const IDENTITY_POOL_ID = 'eu-west-1:7d2c4f60-0f5e-4c8c-9a38-0d6f1f2b9f11';

/** Ways to ask S3 one thing on behalf of a user. Each gives how to do it once, for one user. */
export function createContenders({ credentials, endpoint, providers }) {
  const s3 = { endpoint, forcePathStyle: true, maxAttempts: 1, region: 'eu-west-1' };
  const clients = new AwsClients({ credentials, defaults: s3 });
  const hosts = new S3Client({ ...s3, credentials: { accessKeyId: 'AKIAHOST', secretAccessKey: 'secret' } });
  const ask = (client) => client.send(new HeadObjectCommand({ Bucket: 'files', Key: 'a' }));
  const askAndDestroy = async (client) => {
    await ask(client);
    client.destroy();
  };

  const contenders = {
    'one client for everybody, with keys of the host (the floor)': () => ask(hosts),
    '**castellan**': (identity) => ask(clients.for(identity).get(S3Client)),
    'a client for each request, credentials of castellan': (identity) =>
      askAndDestroy(new S3Client({ ...s3, credentials: () => credentials.credentials(identity) })),
  };
  if (providers !== undefined) {
    contenders['a client for each request with `fromCognitoIdentityPool`'] = (identity) =>
      askAndDestroy(
        new S3Client({
          ...s3,
          credentials: providers.fromCognitoIdentityPool({
            identityPoolId: IDENTITY_POOL_ID,
            logins: { [ISSUER.slice('https://'.length)]: identity.revealIdToken() },
            clientConfig: { endpoint, region: 'eu-west-1' },
          }),
        }),
      );
    // What its own documentation does not do: one client for the identity pool, instead of one each time.
    const client = new CognitoIdentityClient({ endpoint, region: 'eu-west-1' });
    contenders['the same, with one client for the identity pool'] = (identity) =>
      askAndDestroy(
        new S3Client({
          ...s3,
          credentials: providers.fromCognitoIdentityPool({
            identityPoolId: IDENTITY_POOL_ID,
            logins: { [ISSUER.slice('https://'.length)]: identity.revealIdToken() },
            client,
          }),
        }),
      );
  }
  const close = () => {
    clients.destroy();
    hosts.destroy();
  };
  return { contenders, close };
}
