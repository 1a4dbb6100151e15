import { TokenVerifier } from 'castellan/core';
import type { UserPoolService } from 'castellan/user-pool';
import { PASSWORD, Pool, POOL_ID } from './pool.js';
import { tokensOf } from './sign-in-results.js';

const OTHER_POOL = 'eu-west-1_OtherPool';

describe('tokens', () => {
  let pool: Pool;
  let users: UserPoolService;
  let rotating: UserPoolService;
  let verifier: TokenVerifier;
  let ended: object[];

  beforeAll(async () => {
    pool = await Pool.create(
      {
        users: ['ada', 'ben', 'cyd', 'eve'].map((username) => ({
          username,
          password: PASSWORD,
          attributes: { email: `${username}@example.com`, email_verified: 'true' },
        })),
      },
      undefined,
      [
        {
          userPoolId: OTHER_POOL,
          clients: [{ name: 'web', clientId: 'other_client' }],
          users: [{ username: 'mallory', password: PASSWORD }],
        },
      ],
    );
    verifier = new TokenVerifier({
      userPools: [{ userPoolId: POOL_ID, issuer: pool.issuer, clientIds: null, tokenUse: 'access' }],
    });
    ended = [];
    const revocations = {
      revokeUser: async (user: { issuer: string; sub: string }) => {
        ended.push({ user });
        await verifier.revocations.revokeUser(user);
      },
      revokeSignIn: async (signIn: { issuer: string; sub: string; originJti: string }) => {
        ended.push({ signIn });
        await verifier.revocations.revokeSignIn(signIn);
      },
    };
    users = pool.service({ revocations });
    rotating = pool.service({ clientId: 'rotating_client', revocations });
  });
  afterAll(() => pool.stop());

  const signIn = async (username: string, service = users) =>
    tokensOf(await service.signIn({ username, password: PASSWORD }));

  it('are renewed, and the refresh token goes on where it is not rotated', async () => {
    const { refreshToken, accessToken } = await signIn('ada');
    const renewed = await users.refresh({ refreshToken: refreshToken! });
    expect(renewed.accessToken).not.toBe(accessToken);
    expect(renewed.refreshToken).toBeUndefined();
    await verifier.verify(renewed.accessToken);
    await users.refresh({ refreshToken: refreshToken! });
  });

  it('bring a new refresh token where it is rotated, and the old one is not taken again', async () => {
    const { refreshToken: first } = await signIn('ada', rotating);
    const renewed = await rotating.refresh({ refreshToken: first! });
    expect(renewed.refreshToken).toEqual(expect.any(String));
    expect(renewed.refreshToken).not.toBe(first);
    await expect(rotating.refresh({ refreshToken: first! })).rejects.toMatchObject({
      code: 'refresh_token_reused',
      httpStatus: 401,
    });
  });

  it.each([
    ['of another app client', async () => (await signIn('ada', rotating)).refreshToken!],
    ['that is none', () => Promise.resolve('not-a-refresh-token')],
    [
      'of a user who was disabled',
      async () => {
        const { refreshToken } = await signIn('eve');
        await users.admin.disable('eve');
        return refreshToken!;
      },
    ],
  ])('are not renewed by a refresh token %s', async (_what, of) => {
    await expect(users.refresh({ refreshToken: await of() })).rejects.toMatchObject({
      code: 'refresh_token_refused',
      httpStatus: 401,
    });
  });

  it('end with their sign-in: at Cognito, and here', async () => {
    const { refreshToken, accessToken } = await signIn('ben');
    const other = await signIn('ben');
    const principal = await verifier.verify(accessToken);
    await users.revoke({ refreshToken: refreshToken!, principal });
    await expect(users.refresh({ refreshToken: refreshToken! })).rejects.toMatchObject({
      code: 'refresh_token_refused',
    });
    await expect(verifier.verify(accessToken)).rejects.toMatchObject({ code: 'token_revoked' });
    await verifier.verify(other.accessToken);
  });

  it('end everywhere: at Cognito, and here', async () => {
    const { refreshToken, accessToken } = await signIn('cyd');
    const { sub } = await verifier.verify(accessToken);
    await users.signOutEverywhere(accessToken);
    expect(ended).toContainEqual({ user: { issuer: pool.issuer, sub } });
    await expect(users.refresh({ refreshToken: refreshToken! })).rejects.toMatchObject({
      code: 'refresh_token_refused',
    });
    await expect(verifier.verify(accessToken)).rejects.toMatchObject({ code: 'token_revoked' });
    await expect(users.account.get(accessToken)).rejects.toMatchObject({
      code: 'access_token_refused',
      httpStatus: 401,
    });
  });

  it.each([
    ['signs them out', (service: UserPoolService) => service.admin.signOutEverywhere('dot')],
    ['disables them', (service: UserPoolService) => service.admin.disable('dot')],
    ['resets their password', (service: UserPoolService) => service.admin.resetPassword('dot')],
    ['deletes them', (service: UserPoolService) => service.admin.delete('dot')],
  ])('of a user end here when an administrator %s', async (_what, end) => {
    await users.admin.create({ username: 'dot', attributes: { email: 'dot@example.com' } });
    await users.admin.updateAttributes('dot', { email_verified: 'true' });
    await users.admin.setPassword('dot', PASSWORD, { permanent: true });
    const { accessToken } = await signIn('dot');
    await end(users);
    await expect(verifier.verify(accessToken)).rejects.toMatchObject({ code: 'token_revoked' });
    await users.admin.delete('dot').catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'user_not_found' });
    });
  });

  it('of another pool are not sent to Cognito, which would take them', async () => {
    const other = pool.service({
      userPoolId: OTHER_POOL,
      clientId: 'other_client',
      issuer: pool.issuer.replace(POOL_ID, OTHER_POOL),
    });
    const { accessToken, idToken } = await signIn('mallory', other);
    expect(await other.account.get(accessToken)).toMatchObject({ username: 'mallory' });
    const calls = pool.sandbox.calls.list().length;
    for (const token of [accessToken, idToken!, (await signIn('ada')).idToken!, 'none', 'a.b.c', '']) {
      await expect(users.account.get(token)).rejects.toMatchObject({ code: 'access_token_refused' });
      await expect(users.account.delete(token)).rejects.toMatchObject({ code: 'access_token_refused' });
      await expect(users.signOutEverywhere(token)).rejects.toMatchObject({
        code: 'access_token_refused',
      });
    }
    // The sign-in of ada, and nothing else.
    expect(pool.sandbox.calls.list()).toHaveLength(calls + 1);
    expect(await other.account.get(accessToken)).toMatchObject({ username: 'mallory' });
  });
});
