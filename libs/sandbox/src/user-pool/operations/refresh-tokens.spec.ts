import { createHmac } from 'node:crypto';
import {
  AdminDisableUserCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, TOKENS } from '../sign-in/sdk.spec-helper.js';

const REUSED = { name: 'RefreshTokenReuseException' };

describe('refresh tokens that rotate', () => {
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;
  let now = Date.UTC(2026, 0, 1);

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      clock: () => now,
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [
            { name: 'web', clientId: 'web', refreshTokenRotation: {}, refreshTokenSeconds: 7200 },
            {
              name: 'patient',
              clientId: 'patient',
              refreshTokenRotation: { retryGracePeriodSeconds: 60 },
            },
            { name: 'plain', clientId: 'plain' },
            { name: 'once', clientId: 'once', explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
            { name: 'server', clientId: 'server', clientSecret: 'verysecret', refreshTokenRotation: {} },
          ],
          users: ['alice', 'bob'].map((username) => ({ username, password: PASSWORD })),
        },
      ],
    });
    flows = flowsOf(sandbox);
  });

  afterAll(async () => {
    flows.sdk.destroy();
    await sandbox.stop();
  });

  const signIn = async (ClientId = 'web', username = 'alice') =>
    (await flows.signIn(username, { ClientId })).AuthenticationResult!;
  const refresh = (RefreshToken: string | undefined, ClientId = 'web', more: object = {}) =>
    flows.sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken, ...more }));

  it('bring another with each refresh, and are refused once they were used', async () => {
    const first = (await signIn()).RefreshToken;
    const second = (await refresh(first)).AuthenticationResult!;
    expect(second.RefreshToken).toEqual(expect.any(String));
    expect(second.RefreshToken).not.toBe(first);
    await expect(
      flows.sdk.send(new GetUserCommand({ AccessToken: second.AccessToken })),
    ).resolves.toMatchObject({ Username: 'alice' });
    await expect(refresh(first)).rejects.toMatchObject(REUSED);
    const third = (await refresh(second.RefreshToken)).AuthenticationResult!.RefreshToken;
    await expect(refresh(second.RefreshToken)).rejects.toMatchObject(REUSED);
    await expect(refresh(first)).rejects.toMatchObject(REUSED);
    await expect(refresh(third)).resolves.toMatchObject(TOKENS);
  });

  it('are used once when several come at the same time', async () => {
    const { RefreshToken } = await signIn();
    const results = await Promise.allSettled([
      refresh(RefreshToken),
      refresh(RefreshToken),
      refresh(RefreshToken),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('can be used again within the time of grace, and no longer', async () => {
    const { RefreshToken } = await signIn('patient');
    await refresh(RefreshToken, 'patient');
    now += 59_000;
    const again = (await refresh(RefreshToken, 'patient')).AuthenticationResult!.RefreshToken;
    now += 1_000;
    await expect(refresh(RefreshToken, 'patient')).rejects.toMatchObject(REUSED);
    await expect(refresh(again, 'patient')).resolves.toMatchObject(TOKENS);
  });

  it('end when the first of them would have ended', async () => {
    const first = (await signIn()).RefreshToken;
    now += 7_000_000;
    const second = (await refresh(first)).AuthenticationResult!.RefreshToken;
    now += 200_000;
    await expect(refresh(second)).rejects.toMatchObject({ message: 'Refresh Token has expired' });
  });

  it('end all together, with whichever of them is revoked', async () => {
    const first = (await signIn()).RefreshToken;
    const second = (await refresh(first)).AuthenticationResult!;
    await flows.sdk.send(new RevokeTokenCommand({ ClientId: 'web', Token: first }));
    const revoked = { message: 'Refresh Token has been revoked' };
    await expect(refresh(second.RefreshToken)).rejects.toMatchObject(revoked);
    await expect(
      flows.sdk.send(new GetUserCommand({ AccessToken: second.AccessToken })),
    ).rejects.toMatchObject({ message: 'Access Token has been revoked' });
  });

  it('are not taken by the flow of those that stay', async () => {
    const { RefreshToken } = await signIn();
    await expect(
      flows.initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken! }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('leave those of other clients as they are', async () => {
    const { RefreshToken } = await signIn('plain');
    const { AuthenticationResult } = await refresh(RefreshToken, 'plain');
    expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer' });
    expect(AuthenticationResult!.RefreshToken).toBeUndefined();
    await expect(refresh(RefreshToken, 'plain')).resolves.toMatchObject(TOKENS);
    await expect(refresh(RefreshToken, 'web')).rejects.toMatchObject({ message: 'Invalid Refresh Token.' });
  });

  it('are refused where the client may not refresh at all', async () => {
    const { RefreshToken } = await signIn('once');
    await expect(refresh(RefreshToken, 'once')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Auth flow not enabled for this client',
    });
  });

  it('need the secret of a client that has one', async () => {
    const SECRET_HASH = createHmac('sha256', 'verysecret').update('aliceserver').digest('base64');
    const { AuthenticationResult } = await flows.initiate(
      'USER_PASSWORD_AUTH',
      { USERNAME: 'alice', PASSWORD, SECRET_HASH },
      { ClientId: 'server' },
    );
    const { RefreshToken } = AuthenticationResult!;
    const refused = { name: 'NotAuthorizedException' };
    await expect(refresh(RefreshToken, 'server')).rejects.toMatchObject(refused);
    await expect(refresh(RefreshToken, 'server', { ClientSecret: 'guessed' })).rejects.toMatchObject(refused);
    const plain = (await signIn('plain')).RefreshToken;
    await expect(refresh(plain, 'plain', { ClientSecret: 'verysecret' })).rejects.toMatchObject(refused);
    await expect(refresh(RefreshToken, 'server', { ClientSecret: 'verysecret' })).resolves.toMatchObject(
      TOKENS,
    );
  });

  it('are refused of a user who was disabled', async () => {
    const { RefreshToken } = await signIn('web', 'bob');
    await flows.sdk.send(new AdminDisableUserCommand({ UserPoolId: POOL_ID, Username: 'bob' }));
    await expect(refresh(RefreshToken)).rejects.toMatchObject({ message: 'User is disabled.' });
  });
});
