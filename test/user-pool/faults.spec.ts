import { inspect } from 'node:util';
import { CastellanError, toAnswer } from 'castellan/core';
import type { UserPoolService } from 'castellan/user-pool';
import { PASSWORD, Pool, SECRET } from './pool.js';
import { tokensOf } from './sign-in-results.js';

/** The error of a call that has to fail. */
async function errorOf(acting: Promise<unknown>): Promise<CastellanError> {
  try {
    await acting;
  } catch (error) {
    if (error instanceof CastellanError) return error;
    throw error;
  }
  throw new Error('expected an error');
}

describe('when Cognito does not answer as it should', () => {
  let pool: Pool;
  let users: UserPoolService;

  beforeAll(async () => {
    pool = await Pool.create({ users: [{ username: 'ada', password: PASSWORD }] });
    users = pool.service();
  });
  afterAll(() => pool.stop());
  afterEach(() => pool.sandbox.faults.clear());

  const signIn = () => users.signIn({ username: 'ada', password: PASSWORD });

  it.each([
    ['TooManyRequestsException', 503, 'user_pool_throttled'],
    ['LimitExceededException', 401, 'wrong_credentials'],
    ['InternalErrorException', 502, 'user_pool_unavailable'],
    ['UserLambdaValidationException', 403, 'trigger_refused'],
    ['UnexpectedLambdaException', 502, 'trigger_failed'],
    ['ForbiddenException', 403, 'user_pool_forbidden'],
  ])('a sign-in with %s is a %i', async (type, status, code) => {
    pool.sandbox.faults.set('InitiateAuth', { type, status: type.startsWith('Internal') ? 500 : 400 });
    expect(toAnswer(await errorOf(signIn()))).toMatchObject({ status, body: { code } });
  });

  it('says when to try again', async () => {
    pool.sandbox.faults.set('InitiateAuth', { type: 'TooManyRequestsException' });
    expect(toAnswer(await errorOf(signIn())).headers).toHaveProperty('retry-after', '1');
    const { accessToken } = await signedInBefore();
    pool.sandbox.faults.set('ChangePassword', { type: 'LimitExceededException' });
    const change = { accessToken, currentPassword: PASSWORD, newPassword: PASSWORD };
    expect(toAnswer(await errorOf(users.changePassword(change)))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60' },
    });
  });

  it('makes no call twice, because a code is good once', async () => {
    pool.sandbox.userPoolCalls.clear();
    pool.sandbox.faults.set('ConfirmSignUp', { type: 'InternalErrorException', status: 500 });
    await errorOf(users.confirmSignUp({ username: 'ada', code: '123456' }));
    expect(pool.sandbox.userPoolCalls.count('ConfirmSignUp')).toBe(1);
  });

  it('is not reached', async () => {
    pool.sandbox.faults.set('InitiateAuth', { connection: 'reset' });
    expect(await errorOf(signIn())).toMatchObject({ code: 'user_pool_unavailable', httpStatus: 502 });
  });

  it('is not waited for without end', async () => {
    pool.sandbox.faults.set('InitiateAuth', { connection: 'hang' });
    const hasty = pool.service({ timeoutMilliseconds: 50 });
    expect(await errorOf(hasty.signIn({ username: 'ada', password: PASSWORD }))).toMatchObject({
      code: 'user_pool_timeout',
      httpStatus: 504,
    });
  });

  it('is not asked any more after close()', async () => {
    const closed = pool.service();
    await closed.open();
    closed.close();
    expect(await errorOf(closed.forgotPassword({ username: 'ada' }))).toMatchObject({
      code: 'configuration_invalid',
    });
  });

  it('shows no secret in an error, whatever Cognito repeats', async () => {
    const server = pool.service({ clientId: 'server_client', clientSecret: SECRET });
    const { accessToken, refreshToken } = await signedInBefore();
    const code = '918273';
    const session = 'session-'.repeat(8);
    const echo = (...secrets: string[]) => ({
      type: 'InvalidParameterException',
      message: `You sent ${secrets.join(', ')} and ${SECRET}.`,
    });
    pool.sandbox.faults.set('InitiateAuth', echo(PASSWORD));
    pool.sandbox.faults.set('RespondToAuthChallenge', echo(code, session));
    pool.sandbox.faults.set('GetTokensFromRefreshToken', echo(refreshToken!));
    pool.sandbox.faults.set('GetUser', echo(accessToken));
    pool.sandbox.faults.set('SignUp', echo(PASSWORD));
    pool.sandbox.faults.set('AdminSetUserPassword', echo(PASSWORD));
    const errors = [
      server.signIn({ username: 'ada', password: PASSWORD }),
      server.answerChallenge({ name: 'SMS_MFA', username: 'ada', session, code }),
      server.refresh({ refreshToken: refreshToken! }),
      users.account.get(accessToken),
      server.signUp({ username: 'eve', password: PASSWORD }),
      server.admin.setPassword('ada', PASSWORD, { permanent: true }),
    ].map(errorOf);
    for (const error of await Promise.all(errors)) {
      const text = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(toAnswer(error));
      expect(text).toContain('[token]');
      for (const secret of [PASSWORD, code, session, accessToken, refreshToken!]) {
        expect(text).not.toContain(secret);
      }
    }
    expect(inspect(server, { depth: 9, showHidden: true })).not.toContain(SECRET);
  });

  async function signedInBefore() {
    pool.sandbox.faults.clear();
    return tokensOf(await signIn());
  }
});
