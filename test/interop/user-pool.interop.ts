import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  InitiateAuthCommand,
  ListUsersInGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { TokenVerifier } from 'castellan/core';
import type { SignInResult } from 'castellan/user-pool';
import { TOTP } from 'otpauth';
import { EMULATORS, type EmulatedPool, poolAt } from './emulators.js';

const PASSWORD = 'Correct-horse-1';
const NEW_PASSWORD = 'Correct-horse-2';

describe.each(EMULATORS)('the same application with a user pool of %s', (emulator) => {
  let pool: EmulatedPool;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    pool = await poolAt(emulator);
    const { userPoolId, issuer, clientId } = pool;
    verifier = new TokenVerifier({
      userPools: [{ userPoolId, issuer, clientIds: [clientId], tokenUse: 'access' }],
    });
  });
  afterAll(() => pool.stop());

  function tokensOf(result: SignInResult) {
    if (result.kind === 'signed-in') return result.tokens;
    throw new Error(`There is a challenge: ${result.name}`);
  }

  async function newUser(username: string) {
    const attributes = { email: `${username}@example.com` };
    await pool.users.signUp({ username, password: PASSWORD, attributes });
    await pool.users.confirmSignUp({ username, code: pool.code(username) });
    return tokensOf(await pool.users.signIn({ username, password: PASSWORD }));
  }

  it('signs up, confirms and signs in, and the tokens pass the verifier', async () => {
    const { accessToken } = await newUser('ada');
    const principal = await verifier.verify(accessToken);
    expect(principal).toMatchObject({ kind: 'user', issuer: pool.issuer, clientId: pool.clientId });
    expect((await pool.users.account.get(accessToken)).attributes.email).toBe('ada@example.com');
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
    const renewed = pool.users.refresh({ refreshToken: refreshToken! });
    if (emulator === 'cognito-local') await expect(renewed).rejects.toMatchObject({ httpStatus: 502 });
    else expect((await verifier.verify((await renewed).accessToken)).kind).toBe('user');
    for (const username of ['cyd', 'nobody-at-all']) {
      const wrong = pool.users.signIn({ username, password: 'Wrong-horse-1' });
      await expect(wrong).rejects.toMatchObject({ code: 'wrong_credentials', httpStatus: 401 });
    }
  });

  it('changes and resets the password', async () => {
    const { accessToken } = await newUser('dot');
    await pool.users.changePassword({ accessToken, currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    tokensOf(await pool.users.signIn({ username: 'dot', password: NEW_PASSWORD }));
    await pool.users.forgotPassword({ username: 'dot' });
    const code = pool.code('dot');
    await pool.users.confirmForgotPassword({ username: 'dot', code, newPassword: PASSWORD });
    const renewed = await pool.users.signIn({ username: 'dot', password: PASSWORD });
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
    const { accessToken } = tokensOf(await pool.users.signIn({ username: 'eve', password: PASSWORD }));
    expect(await verifier.verify(accessToken)).toMatchObject({ groups: ['editors'] });
  });

  it('asks an invited user for a password of their own', async () => {
    await pool.users.admin.create({ username: 'fay', temporaryPassword: PASSWORD });
    const first = await pool.users.signIn({ username: 'fay', password: PASSWORD });
    if (first.kind !== 'challenge' || first.name !== 'NEW_PASSWORD_REQUIRED')
      throw new Error('There is no challenge for a new password.');
    const done = await pool.users.answerChallenge({
      name: 'NEW_PASSWORD_REQUIRED',
      username: first.username,
      session: first.session,
      newPassword: NEW_PASSWORD,
    });
    expect((await verifier.verify(tokensOf(done).accessToken)).kind).toBe('user');
  });

  it('changes attributes, and finds users by page', async () => {
    const { accessToken } = await newUser('gil');
    await pool.users.account.updateAttributes(accessToken, { name: 'Gil' });
    expect((await pool.users.account.get(accessToken)).attributes.name).toBe('Gil');
    const names: string[] = [];
    for await (const { username } of pool.users.admin.list()) names.push(username);
    expect(names).toContain('gil');
  });

  it('disables and deletes a user', async () => {
    await newUser('hal');
    await pool.users.admin.disable('hal');
    // cognito-local remembers that a user is disabled, and signs them in all the same.
    const disabled = pool.users.signIn({ username: 'hal', password: PASSWORD });
    if (emulator === 'cognito-local') expect((await disabled).kind).toBe('signed-in');
    else await expect(disabled).rejects.toMatchObject({ httpStatus: 401 });
    await pool.users.admin.enable('hal');
    const { accessToken } = tokensOf(await pool.users.signIn({ username: 'hal', password: PASSWORD }));
    await pool.users.account.delete(accessToken);
    await expect(pool.users.signIn({ username: 'hal', password: PASSWORD })).rejects.toMatchObject({
      httpStatus: 401,
    });
  });

  it('sets up an authenticator app', async () => {
    const { accessToken } = await newUser('ida');
    const { secret } = await pool.users.mfa.startTotp({ accessToken }, { issuer: 'Interop', account: 'ida' });
    const app = new TOTP({ secret });
    await pool.users.mfa.finishTotp({ accessToken }, app.generate());
    expect(app.generate()).toMatch(/^\d{6}$/);
  });
});
