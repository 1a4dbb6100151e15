import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  InitiateAuthCommand,
  ListUsersInGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { TokenVerifier } from 'castellan/core';
import { type SignInResult, UserPoolService } from 'castellan/user-pool';
import { TOTP } from 'otpauth';
import { PASSWORD, type PoolUnderTest } from './pool-under-test.js';

const NEW_PASSWORD = 'Correct-Horse-2';

/** What an application does with a user pool, by `UserPoolService` and `TokenVerifier`, wherever the pool is. */
export function applicationSuite(
  emulator: 'castellan-sandbox' | 'cognito-local',
  poolUnderTest: () => PoolUnderTest,
): void {
  let pool: PoolUnderTest;
  let users: UserPoolService;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    pool = poolUnderTest();
    const { userPoolId, issuer, clientId, sdk } = pool;
    const { protocol, hostname, port } = await sdk.config.endpoint!();
    users = new UserPoolService({
      userPoolId,
      clientId,
      endpoint: `${protocol}//${hostname}:${port ?? ''}`,
      issuer,
      answerStepMilliseconds: 0,
      timeoutMilliseconds: 60_000,
      administration: {
        credentials: () => Promise.resolve({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }),
      },
      onWarning: () => undefined,
    });
    verifier = new TokenVerifier({
      userPools: [{ userPoolId, issuer, clientIds: [clientId], tokenUse: 'access' }],
    });
  });
  afterAll(() => users.close());

  function tokensOf(result: SignInResult) {
    if (result.kind === 'signed-in') return result.tokens;
    throw new Error(`There is a challenge: ${result.name}`);
  }

  async function newUser(username: string) {
    const attributes = { email: `${username}@example.com` };
    await users.signUp({ username, password: PASSWORD, attributes });
    await users.confirmSignUp({ username, code: pool.codeOf(username) });
    return tokensOf(await users.signIn({ username, password: PASSWORD }));
  }

  it('signs up, confirms and signs in, and the tokens pass the verifier', async () => {
    const { accessToken } = await newUser('ada');
    const principal = await verifier.verify(accessToken);
    expect(principal).toMatchObject({ kind: 'user', issuer: pool.issuer, clientId: pool.clientId });
    expect((await users.account.get(accessToken)).attributes.email).toBe('ada@example.com');
  });

  it('has tokens that fail where they are changed, or for another client or type', async () => {
    const { accessToken, idToken } = await newUser('bob');
    const changed = `${accessToken.slice(0, -6)}AAAAAA`;
    await expect(verifier.verify(changed)).rejects.toMatchObject({ code: 'token_signature_invalid' });
    await expect(verifier.verify(idToken ?? '')).rejects.toMatchObject({ httpStatus: 401 });
    const { userPoolId, issuer } = pool;
    const other = new TokenVerifier({
      userPools: [{ userPoolId, issuer, clientIds: ['other'], tokenUse: 'access' }],
    });
    await expect(other.verify(accessToken)).rejects.toMatchObject({ code: 'token_client_not_allowed' });
  });

  it('refreshes the tokens, and refuses a wrong password and an unknown user alike', async () => {
    const { refreshToken } = await newUser('cyd');
    const { AuthenticationResult } = await pool.sdk.send(
      new InitiateAuthCommand({
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: pool.clientId,
        AuthParameters: { REFRESH_TOKEN: refreshToken! },
      }),
    );
    expect((await verifier.verify(AuthenticationResult!.AccessToken!)).kind).toBe('user');
    // cognito-local has no GetTokensFromRefreshToken, which the service refreshes by.
    const renewed = users.refresh({ refreshToken: refreshToken! });
    if (emulator === 'cognito-local') await expect(renewed).rejects.toMatchObject({ httpStatus: 502 });
    else expect((await verifier.verify((await renewed).accessToken)).kind).toBe('user');
    // cognito-local calls a wrong password InvalidPasswordException, as Cognito calls a new one that is too weak.
    for (const username of emulator === 'cognito-local' ? ['nobody-at-all'] : ['cyd', 'nobody-at-all']) {
      const wrong = users.signIn({ username, password: 'Wrong-horse-1' });
      await expect(wrong).rejects.toMatchObject({ code: 'wrong_credentials', httpStatus: 401 });
    }
  });

  it('changes and resets the password', async () => {
    const { accessToken } = await newUser('dot');
    await users.changePassword({ accessToken, currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    tokensOf(await users.signIn({ username: 'dot', password: NEW_PASSWORD }));
    await users.forgotPassword({ username: 'dot' });
    const code = pool.codeOf('dot');
    await users.confirmForgotPassword({ username: 'dot', code, newPassword: PASSWORD });
    const renewed = await users.signIn({ username: 'dot', password: PASSWORD });
    expect((await verifier.verify(tokensOf(renewed).accessToken)).kind).toBe('user');
  });

  it('gives a user a group, which the next tokens name', async () => {
    await newUser('eve');
    const { userPoolId: UserPoolId } = pool;
    const member = { UserPoolId, GroupName: 'editors', Username: 'eve' };
    await pool.sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'editors' }));
    await pool.sdk.send(new AdminAddUserToGroupCommand(member));
    const { Groups } = await pool.sdk.send(new AdminListGroupsForUserCommand(member));
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['editors']);
    const { Users } = await pool.sdk.send(new ListUsersInGroupCommand(member));
    expect(Users).toHaveLength(1);
    const { accessToken } = tokensOf(await users.signIn({ username: 'eve', password: PASSWORD }));
    expect(await verifier.verify(accessToken)).toMatchObject({ groups: ['editors'] });
  });

  it('asks an invited user for a password of their own', async () => {
    await users.admin.create({ username: 'fay', temporaryPassword: PASSWORD });
    const first = await users.signIn({ username: 'fay', password: PASSWORD });
    if (first.kind !== 'challenge' || first.name !== 'NEW_PASSWORD_REQUIRED')
      throw new Error('There is no challenge for a new password.');
    const done = await users.answerChallenge({
      name: 'NEW_PASSWORD_REQUIRED',
      username: first.username,
      session: first.session,
      newPassword: NEW_PASSWORD,
    });
    expect((await verifier.verify(tokensOf(done).accessToken)).kind).toBe('user');
  });

  it('changes attributes, and finds users by page', async () => {
    const { accessToken } = await newUser('gil');
    await users.account.updateAttributes(accessToken, { name: 'Gil' });
    expect((await users.account.get(accessToken)).attributes.name).toBe('Gil');
    const names: string[] = [];
    for await (const { username } of users.admin.list()) names.push(username);
    expect(names).toContain('gil');
  });

  it('disables and deletes a user', async () => {
    await newUser('hal');
    await users.admin.disable('hal');
    // cognito-local remembers that a user is disabled, and signs them in all the same.
    const disabled = users.signIn({ username: 'hal', password: PASSWORD });
    if (emulator === 'cognito-local') expect((await disabled).kind).toBe('signed-in');
    else await expect(disabled).rejects.toMatchObject({ httpStatus: 401 });
    await users.admin.enable('hal');
    const { accessToken } = tokensOf(await users.signIn({ username: 'hal', password: PASSWORD }));
    await users.account.delete(accessToken);
    await expect(users.signIn({ username: 'hal', password: PASSWORD })).rejects.toMatchObject({
      httpStatus: 401,
    });
  });

  it('sets up an authenticator app', async () => {
    const { accessToken } = await newUser('ida');
    const { secret } = await users.mfa.startTotp({ accessToken }, { issuer: 'Interop', account: 'ida' });
    const app = new TOTP({ secret });
    await users.mfa.finishTotp({ accessToken }, app.generate());
    expect(app.generate()).toMatch(/^\d{6}$/);
  });
}
