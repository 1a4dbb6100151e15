import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { TokenVerifier } from 'castellan/core';
import { applicationSuite } from './application-suite.js';
import { COGNITO_LOCAL_DIFFERENCES } from './cognito-local-differences.js';
import { startCognitoLocalPool } from './cognito-local-pool.js';
import { PASSWORD, type PoolUnderTest } from './pool-under-test.js';
import { USER_POOL_CASES } from './user-pool-cases.js';

describe('a user pool of cognito-local', () => {
  let pool: PoolUnderTest;
  beforeAll(async () => {
    pool = await startCognitoLocalPool();
  }, 240_000);
  afterAll(() => pool.stop());

  it.each(USER_POOL_CASES)('is asked the same: $name', async ({ name, run, expected }) => {
    const differs = Object.hasOwn(COGNITO_LOCAL_DIFFERENCES, name);
    expect(await run(pool)).toEqual(differs ? COGNITO_LOCAL_DIFFERENCES[name] : expected);
  });

  applicationSuite('cognito-local', () => pool);

  it('issues tokens that pass where they should, and nowhere else', async () => {
    const { sdk, clientId, userPoolId, issuer } = pool;
    const { AuthenticationResult: tokens } = await sdk.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'in5', PASSWORD },
      }),
    );
    const { AccessToken: accessToken = '', IdToken: idToken = '' } = tokens ?? {};
    const verifierFor = (client: string, tokenUse: 'access' | 'id') =>
      new TokenVerifier({ userPools: [{ userPoolId, issuer, clientIds: [client], tokenUse }] });
    const principal = await verifierFor(clientId, 'access').verify(accessToken);
    expect(principal).toMatchObject({ username: 'in5' });
    await expect(verifierFor(clientId, 'id').verify(idToken)).resolves.toMatchObject({ username: 'in5' });
    await expect(verifierFor(clientId, 'access').verify(idToken)).rejects.toMatchObject({
      code: 'token_use_not_allowed',
    });
    await expect(verifierFor('another', 'access').verify(accessToken)).rejects.toMatchObject({
      code: 'token_client_not_allowed',
    });
    const [header, payload, signature = ''] = accessToken.split('.');
    const changed = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    await expect(
      verifierFor(clientId, 'access').verify([header, payload, changed].join('.')),
    ).rejects.toMatchObject({ code: 'token_signature_invalid' });
  });
});
