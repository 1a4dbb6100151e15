import type { UserPoolService } from 'castellan/user-pool';
import { PASSWORD, Pool, SECRET } from './pool.js';

describe('an account', () => {
  let pool: Pool;
  let users: UserPoolService;

  beforeAll(async () => {
    pool = await Pool.create();
    users = pool.service();
  });
  afterAll(() => pool.stop());

  it('is made, confirmed with the code that was sent, and signs in', async () => {
    await users.signUp({ username: 'ada', password: PASSWORD, attributes: { email: 'ada@example.com' } });
    await users.confirmSignUp({ username: 'ada', code: pool.code('ada') });
    const result = await users.signIn({ username: 'ada', password: PASSWORD });
    expect(result.kind).toBe('signed-in');
  });

  it('is confirmed with a code that was sent again, and not with the first one', async () => {
    await users.signUp({ username: 'bea', password: PASSWORD, attributes: { email: 'bea@example.com' } });
    const first = pool.code('bea');
    await users.resendConfirmationCode({ username: 'bea' });
    expect(pool.code('bea')).not.toBe(first);
    await expect(users.confirmSignUp({ username: 'bea', code: first })).rejects.toMatchObject({
      code: 'code_mismatch',
      httpStatus: 400,
    });
    await users.confirmSignUp({ username: 'bea', code: pool.code('bea') });
  });

  it('gets a password that meets the policy of the pool', async () => {
    await expect(users.signUp({ username: 'eve', password: 'short' })).rejects.toMatchObject({
      code: 'password_policy',
      httpStatus: 400,
    });
  });

  it('is made through an app client with a secret, and not with a wrong one', async () => {
    const server = pool.service({ clientId: 'server_client', clientSecret: SECRET });
    await server.signUp({ username: 'cyd', password: PASSWORD, attributes: { email: 'cyd@example.com' } });
    await server.confirmSignUp({ username: 'cyd', code: pool.code('cyd') });
    await server.signIn({ username: 'cyd', password: PASSWORD });

    const wrong = pool.service({ clientId: 'server_client', clientSecret: 'wrong' });
    await expect(wrong.signIn({ username: 'cyd', password: PASSWORD })).rejects.toMatchObject({
      code: 'configuration_invalid',
    });
    await expect(
      pool.service({ clientId: 'server_client' }).signIn({ username: 'cyd', password: PASSWORD }),
    ).rejects.toMatchObject({ code: 'configuration_invalid' });
  });

  it('tells where the code went, and whose name is taken, where that may be told', async () => {
    const open = pool.service({ revealUserExistence: true });
    const request = { username: 'dot', password: PASSWORD, attributes: { email: 'dot@example.com' } };
    const made = await open.signUp(request);
    expect(made).toMatchObject({
      confirmed: false,
      delivery: { medium: 'EMAIL', attribute: 'email' },
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(made.delivery?.destination).not.toContain('dot@example.com');
    await expect(open.signUp(request)).rejects.toMatchObject({ code: 'user_exists', httpStatus: 409 });
    await expect(open.signIn({ username: 'dot', password: PASSWORD })).rejects.toMatchObject({
      code: 'user_not_confirmed',
      httpStatus: 403,
    });
  });

  it('is refused for attributes that the pool does not take', async () => {
    await expect(
      users.signUp({ username: 'fay', password: PASSWORD, attributes: { email: 'nonsense' } }),
    ).rejects.toMatchObject({ code: 'user_pool_input_invalid', httpStatus: 400 });
  });
});
