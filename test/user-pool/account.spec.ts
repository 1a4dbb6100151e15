import { TokenVerifier } from 'castellan/core';
import type { UserPoolService } from 'castellan/user-pool';
import { PASSWORD, Pool, POOL_ID } from './pool.js';
import { tokensOf } from './sign-in-results.js';

const NEW_PASSWORD = 'Another-horse-2';

describe('the account of a user', () => {
  let pool: Pool;
  let users: UserPoolService;

  beforeAll(async () => {
    pool = await Pool.create({
      aliasAttributes: ['email'],
      customAttributes: [{ name: 'custom:tier' }],
      users: ['ada', 'ben', 'cyd', 'dot', 'eve'].map((username) => ({
        username,
        password: PASSWORD,
        attributes: { email: `${username}@example.com`, email_verified: 'true' },
      })),
    });
    users = pool.service();
  });
  afterAll(() => pool.stop());

  const signIn = async (username: string, password = PASSWORD): Promise<string> =>
    tokensOf(await users.signIn({ username, password })).accessToken;

  it('is read, changed and taken from', async () => {
    const accessToken = await signIn('ada');
    await users.account.updateAttributes(accessToken, { nickname: 'A', 'custom:tier': 'gold' });
    const { username, attributes } = await users.account.get(accessToken);
    expect(username).toBe('ada');
    expect({ ...attributes }).toMatchObject({ nickname: 'A', 'custom:tier': 'gold' });
    expect(attributes.toString).toBeUndefined();
    await users.account.deleteAttributes(accessToken, ['nickname']);
    expect((await users.account.get(accessToken)).attributes).not.toHaveProperty('nickname');
  });

  it('gets another address, verified by the code that was sent there', async () => {
    const accessToken = await signIn('ada');
    const [delivery] = await users.account.updateAttributes(accessToken, { email: 'new@example.com' });
    expect(delivery).toMatchObject({ medium: 'EMAIL', attribute: 'email' });
    await expect(users.account.verifyAttribute(accessToken, 'email', '000000')).rejects.toMatchObject({
      code: 'code_mismatch',
    });
    await users.account.sendVerificationCode(accessToken, 'email');
    await users.account.verifyAttribute(accessToken, 'email', pool.code('ada'));
    expect((await users.account.get(accessToken)).attributes).toMatchObject({
      email: 'new@example.com',
      email_verified: 'true',
    });
  });

  it('gets a password that was forgotten, with the code that was sent', async () => {
    await users.forgotPassword({ username: 'ben' });
    const request = { username: 'ben', newPassword: NEW_PASSWORD };
    await expect(users.confirmForgotPassword({ ...request, code: '000000' })).rejects.toMatchObject({
      code: 'code_mismatch',
      httpStatus: 400,
    });
    await users.confirmForgotPassword({ ...request, code: pool.code('ben') });
    await signIn('ben', NEW_PASSWORD);
    await expect(signIn('ben')).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  it('gets another password from whoever knows the present one', async () => {
    const accessToken = await signIn('cyd');
    const change = { accessToken, newPassword: NEW_PASSWORD };
    await expect(users.changePassword({ ...change, currentPassword: 'Wrong-horse-1' })).rejects.toMatchObject(
      { code: 'wrong_credentials', httpStatus: 401 },
    );
    await expect(
      users.changePassword({ accessToken, currentPassword: PASSWORD, newPassword: 'short' }),
    ).rejects.toMatchObject({ code: 'password_policy' });
    await users.changePassword({ ...change, currentPassword: PASSWORD });
    await signIn('cyd', NEW_PASSWORD);
  });

  it('does not tell whose an address is by refusing it', async () => {
    const accessToken = await signIn('dot');
    pool.sandbox.faults.set('UpdateUserAttributes', { type: 'AliasExistsException', times: 1 });
    await expect(
      users.account.updateAttributes(accessToken, { email: 'eve@example.com' }),
    ).rejects.toMatchObject({ code: 'user_pool_input_invalid' });
  });

  it('is deleted, and its tokens are over', async () => {
    const verifier = new TokenVerifier({
      userPools: [{ userPoolId: POOL_ID, issuer: pool.issuer, clientIds: null, tokenUse: 'access' }],
    });
    const service = pool.service({ revocations: verifier.revocations });
    const accessToken = await signIn('eve');
    await service.account.delete(accessToken);
    await expect(verifier.verify(accessToken)).rejects.toMatchObject({ code: 'token_revoked' });
    await expect(signIn('eve')).rejects.toMatchObject({ code: 'wrong_credentials' });
  });
});

describe('remembered devices', () => {
  let pool: Pool;
  let users: UserPoolService;

  beforeAll(async () => {
    pool = await Pool.create({
      mfa: { configuration: 'ON', types: ['EMAIL_OTP'] },
      deviceTracking: { challengeRequiredOnNewDevice: true },
      users: [
        {
          username: 'ada',
          password: PASSWORD,
          attributes: { email: 'ada@example.com', email_verified: 'true' },
        },
      ],
    });
    users = pool.service();
  });
  afterAll(() => pool.stop());

  it('stand in for the second factor, are listed, and are forgotten', async () => {
    const asked = await users.signIn({ username: 'ada', password: PASSWORD });
    if (asked.kind !== 'challenge') throw new Error('expected a challenge');
    const first = await users.answerChallenge({
      name: 'EMAIL_OTP',
      username: asked.username,
      session: asked.session,
      code: pool.code('ada'),
    });
    if (first.kind !== 'signed-in' || first.newDevice === undefined) throw new Error('expected a new device');
    const { accessToken } = first.tokens;
    const device = await users.devices.confirm(accessToken, first.newDevice, 'laptop');
    expect(JSON.stringify(device)).not.toContain(device.devicePassword);

    const { deviceKey, deviceGroupKey, devicePassword } = device;
    const remembered = { deviceKey, deviceGroupKey, devicePassword };
    tokensOf(await users.signIn({ flow: 'srp', username: 'ada', password: PASSWORD, device: remembered }));
    tokensOf(await users.signIn({ username: 'ada', password: PASSWORD, device: remembered }));

    const listed = [];
    for await (const one of users.devices.list(accessToken)) listed.push(one);
    expect(listed).toMatchObject([{ deviceKey, name: 'laptop' }]);
    expect(await users.devices.get(accessToken, deviceKey)).toMatchObject({ deviceKey, name: 'laptop' });
    await users.devices.setRemembered(accessToken, deviceKey, false);
    await users.devices.forget(accessToken, deviceKey);
    const again = await users.signIn({ username: 'ada', password: PASSWORD, device: remembered });
    expect(again).toMatchObject({ kind: 'challenge', name: 'EMAIL_OTP' });
  });
});
