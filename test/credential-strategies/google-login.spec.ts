import { CognitoIdentityClient, GetIdCommand } from '@aws-sdk/client-cognito-identity';
import { IdentityPoolCredentials, TokenVerifier, VerifiedIdentity } from 'castellan/core';
import { Sandbox } from 'castellan-sandbox';
import { openIdIssuer, type OpenIdIssuer } from '../federation/open-id-issuer.js';
import { signIn } from '../support/sign-in.js';

const PASSWORD = 'Correct-horse-1';
const USER_POOL = 'eu-west-1_Members01';
const IDENTITY_POOL = 'eu-west-1:00000000-1111-2222-3333-888888888888';
const ROLE = 'arn:aws:iam::123456789012:role/caller';
const GOOGLE = 'accounts.google.com';

describe("a user's login at Google beside the one at the user pool", () => {
  let google: OpenIdIssuer;
  let sandbox: Sandbox;
  let token: string;

  beforeAll(async () => {
    google = await openIdIssuer();
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: USER_POOL,
          clients: [{ name: 'web', clientId: 'web' }],
          users: ['alice', 'bob'].map((username) => ({ username, password: PASSWORD })),
        },
      ],
      identityPools: [
        {
          identityPoolId: IDENTITY_POOL,
          providers: [{ providerName: USER_POOL, clientId: 'web' }],
          supportedLoginProviders: { [GOOGLE]: 'our-app' },
          roles: { authenticated: ROLE },
        },
      ],
      roles: [{ roleArn: ROLE, policies: [] }],
      publicLoginProviders: { [GOOGLE]: google.url },
    });
  });

  afterAll(async () => {
    await sandbox.stop();
    google.server.close();
  });

  async function credentialsOf(username: string): Promise<{ identityId: string; accessKeyId: string }> {
    const issuer = sandbox.userPools[0]!.issuer;
    const verifier = new TokenVerifier({
      userPools: [{ userPoolId: USER_POOL, issuer, clientIds: ['web'], tokenUse: 'id' }],
    });
    const { idToken } = await signIn(sandbox.url, 'web', username, PASSWORD);
    const identity = new VerifiedIdentity(idToken!, await verifier.verify(idToken!)).withLogins({
      [GOOGLE]: token,
    });
    const credentials = new IdentityPoolCredentials({
      identityPool: {
        identityPoolId: IDENTITY_POOL,
        endpoint: sandbox.url,
        timeoutMilliseconds: 60_000,
      },
    });
    try {
      const { accessKeyId } = await credentials.credentials(identity);
      return { identityId: await credentials.identityId(identity), accessKeyId };
    } finally {
      credentials.close();
    }
  }

  it('is the same identity, which Google alone leads to as well', async () => {
    token = await google.sign({ sub: 'alice-at-google' });
    const { identityId, accessKeyId } = await credentialsOf('alice');
    expect(accessKeyId).toMatch(/^ASIA/);

    const client = new CognitoIdentityClient({ endpoint: sandbox.url, region: 'eu-west-1' });
    const Logins = { [GOOGLE]: token };
    const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId: IDENTITY_POOL, Logins }));
    client.destroy();
    expect(IdentityId).toBe(identityId);
  });

  it('is refused where it was made for another application', async () => {
    token = await google.sign({ sub: 'bob-at-google', aud: 'another-app' });
    await expect(credentialsOf('bob')).rejects.toMatchObject({ httpStatus: 500 });
    expect(sandbox.identityPoolCalls.count('GetCredentialsForIdentity')).toBe(1);
  });
});
