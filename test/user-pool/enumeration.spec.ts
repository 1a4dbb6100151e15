import { CastellanError, toAnswer } from 'castellan/core';
import type { UserPoolError, UserPoolService, UserPoolServiceOptions } from 'castellan/user-pool';
import { nobody, PASSWORD, Pool } from './pool.js';

const WRONG = 'Wrong-horse-1';
const STEP = 250;

type Act = (users: UserPoolService, username: string) => Promise<unknown>;

/** Everything that anybody may ask about any name. */
const ACTS: readonly (readonly [string, Act])[] = [
  ['sign-in by password', (users, username) => users.signIn({ username, password: WRONG })],
  ['sign-in by SRP', (users, username) => users.signIn({ flow: 'srp', username, password: WRONG })],
  [
    'sign-in by choice',
    (users, username) => users.signIn({ flow: 'choice', username, preferred: 'PASSWORD', password: WRONG }),
  ],
  [
    'sign-in with a device that nobody knows',
    (users, username) =>
      users.signIn({
        username,
        password: WRONG,
        device: {
          deviceKey: 'eu-west-1_00000000-0000-4000-8000-000000000000',
          deviceGroupKey: 'group',
          devicePassword: 'password',
        },
      }),
  ],
  [
    'sign-up',
    (users, username) =>
      users.signUp({ username, password: PASSWORD, attributes: { email: 'someone@example.com' } }),
  ],
  ['confirmation', (users, username) => users.confirmSignUp({ username, code: '000000' })],
  ['another code', (users, username) => users.resendConfirmationCode({ username })],
  ['a forgotten password', (users, username) => users.forgotPassword({ username })],
  [
    'a new password',
    (users, username) => users.confirmForgotPassword({ username, code: '000000', newPassword: PASSWORD }),
  ],
];

/** Accounts in every state, of which none may look different from an account that does not exist. */
const STATES = ['confirmed', 'unconfirmed', 'disabled', 'invited', 'reset', 'unreachable'] as const;

/** What a client gets to see. */
async function answerTo(acting: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await acting);
  } catch (error) {
    if (error instanceof CastellanError) return JSON.stringify(toAnswer(error));
    throw error;
  }
}

describe.each(['web_client', 'legacy_client'])('the answers of the app client %s', (clientId) => {
  let pool: Pool;
  let concealed: [string, UserPoolError][];
  let readings: number[];
  let waits: number[];

  const service = (options: Partial<UserPoolServiceOptions> = {}): UserPoolService =>
    pool.service({
      clientId,
      answerStepMilliseconds: STEP,
      onWarning: () => undefined,
      onConcealed: (operation, error) => concealed.push([operation, error]),
      clock: () => {
        const now = Math.floor(performance.now());
        readings.push(now);
        return now;
      },
      sleep: (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
      ...options,
    });

  beforeAll(async () => {
    pool = await Pool.create({
      users: ['confirmed', 'disabled', 'reset', 'unreachable'].map((username) => ({
        username,
        password: PASSWORD,
        ...(username !== 'unreachable' && {
          attributes: { email: `${username}@example.com`, email_verified: 'true' },
        }),
      })),
    });
    const { admin } = pool.service();
    await pool.service().signUp({
      username: 'unconfirmed',
      password: PASSWORD,
      attributes: { email: 'unconfirmed@example.com' },
    });
    await admin.create({ username: 'invited', temporaryPassword: PASSWORD });
    await admin.disable('disabled');
    await admin.resetPassword('reset');
  });
  beforeEach(() => {
    concealed = [];
    readings = [];
    waits = [];
  });
  afterAll(() => pool.stop());

  it.each(ACTS)('to %s say the same of everybody, at the same times', async (_what, act) => {
    const users = service();
    /** An answer, once it has come when answers come. */
    const timely = async (username: string): Promise<string> => {
      readings.length = 0;
      waits.length = 0;
      const answer = await answerTo(act(users, username));
      const passed = readings.at(-1)! - readings[0]!;
      expect(waits).toHaveLength(1);
      expect((passed + waits[0]!) % STEP).toBe(0);
      return answer;
    };
    const stranger = await timely(nobody());
    for (const state of STATES) expect([state, await timely(state)]).toEqual([state, stranger]);
  });

  it('tell the log what they did not tell the client', async () => {
    const users = service();
    await users.signUp({ username: 'confirmed', password: PASSWORD });
    expect(concealed).toMatchObject([['signUp', { exception: 'UsernameExistsException' }]]);
  });

  it('warn once of an app client with which Cognito itself tells', async () => {
    const warnings: string[] = [];
    const users = service({ onWarning: (warning) => warnings.push(warning) });
    for (let attempt = 0; attempt < 2; attempt++) await users.forgotPassword({ username: nobody() });
    expect(warnings).toHaveLength(clientId === 'legacy_client' ? 1 : 0);
    expect(warnings.join()).toMatch(/^(?:$|.*PreventUserExistenceErrors)/);
  });

  it('do not wait where somebody has signed in, nor where nothing is kept back', async () => {
    await service().signIn({ username: 'confirmed', password: PASSWORD });
    await answerTo(service({ revealUserExistence: true }).signIn({ username: nobody(), password: WRONG }));
    expect(waits).toEqual([]);
  });
});

describe('an application that lets answers tell', () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await Pool.create({
      users: [
        {
          username: 'reset',
          password: PASSWORD,
          attributes: { email: 'r@example.com', email_verified: 'true' },
        },
      ],
    });
  });
  afterAll(() => pool.stop());

  it('hears who does not exist, and whose password has to be reset', async () => {
    const users = pool.service({ clientId: 'legacy_client', revealUserExistence: true });
    await expect(users.signIn({ username: nobody(), password: PASSWORD })).rejects.toMatchObject({
      code: 'user_not_found',
      httpStatus: 404,
    });
    expect(await users.forgotPassword({ username: 'reset' })).toMatchObject({
      delivery: { medium: 'EMAIL' },
    });
    await users.admin.resetPassword('reset');
    await expect(users.signIn({ username: 'reset', password: PASSWORD })).rejects.toMatchObject({
      code: 'password_reset_required',
      httpStatus: 403,
    });
  });
});
