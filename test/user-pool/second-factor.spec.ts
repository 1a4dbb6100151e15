import { inspect } from 'node:util';
import type { UserPoolService } from 'castellan/user-pool';
import { type TOTP, URI } from 'otpauth';
import { PASSWORD, Pool } from './pool.js';
import { challengeOf, tokensOf } from './sign-in-results.js';

const LABEL = { issuer: 'My: App', account: 'tom@example.com' };

describe('a second factor', () => {
  let pool: Pool;
  let users: UserPoolService;
  let now: number;

  /** What the app shows now, and each time another. */
  const codeOf = (app: TOTP): string => {
    now += 30_000;
    return app.generate({ timestamp: now });
  };
  const wrongCodeOf = (app: TOTP): string =>
    String((Number(app.generate({ timestamp: now })) + 500_000) % 1_000_000).padStart(6, '0');

  beforeEach(async () => {
    now = Date.now();
    const clock = () => now;
    pool = await Pool.create(
      {
        mfa: { configuration: 'ON', types: ['SOFTWARE_TOKEN_MFA'] },
        users: [{ username: 'tom', password: PASSWORD, attributes: { email: 'tom@example.com' } }],
      },
      clock,
    );
    users = pool.service({ clock });
  });
  afterEach(() => pool.stop());

  /** Sets an authenticator app up, as whoever has to before the first sign-in. */
  async function setUp(): Promise<{ app: TOTP; accessToken: string }> {
    const asked = challengeOf(await users.signIn({ username: 'tom', password: PASSWORD }), 'MFA_SETUP');
    expect(asked.methods).toEqual(['SOFTWARE_TOKEN_MFA']);
    const setup = await users.mfa.startTotp({ session: asked.session! }, LABEL);
    const app = URI.parse(setup.otpauthUrl) as TOTP;
    const { session } = await users.mfa.finishTotp({ session: setup.session! }, codeOf(app), 'phone');
    const { accessToken } = tokensOf(
      await users.answerChallenge({ name: 'MFA_SETUP', username: asked.username, session }),
    );
    return { app, accessToken };
  }

  it('is set up where the pool demands one, before there are tokens', async () => {
    const { accessToken } = await setUp();
    expect(await users.account.get(accessToken)).toMatchObject({
      username: 'tom',
      mfaMethods: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it.each(['password', 'srp'] as const)('is asked for after the %s', async (flow) => {
    const { app } = await setUp();
    const { username, session, deviceName } = challengeOf(
      await users.signIn({ flow, username: 'tom', password: PASSWORD }),
      'SOFTWARE_TOKEN_MFA',
    );
    expect(deviceName).toBe('phone');
    const answer = { name: 'SOFTWARE_TOKEN_MFA', username, session } as const;
    await expect(users.answerChallenge({ ...answer, code: wrongCodeOf(app) })).rejects.toMatchObject({
      code: 'code_mismatch',
      httpStatus: 400,
    });
    tokensOf(await users.answerChallenge({ ...answer, code: codeOf(app) }));
  });

  it('has an address for authenticator apps that no label breaks, and that does not print', async () => {
    const { accessToken } = await setUp();
    const setup = await users.mfa.startTotp({ accessToken }, LABEL);
    expect(URI.parse(setup.otpauthUrl)).toMatchObject({
      issuer: 'My  App',
      label: 'tom@example.com',
      digits: 6,
      period: 30,
    });
    expect(setup.otpauthUrl).toContain(setup.secret);
    expect(inspect(setup, { showHidden: true })).not.toContain(setup.secret);
    expect(JSON.stringify(setup)).toBe('{}');
  });

  it('is set up by nobody with a wrong code', async () => {
    const { accessToken } = await setUp();
    const { otpauthUrl } = await users.mfa.startTotp({ accessToken }, LABEL);
    await expect(
      users.mfa.finishTotp({ accessToken }, wrongCodeOf(URI.parse(otpauthUrl) as TOTP)),
    ).rejects.toMatchObject({ code: 'totp_code_refused', httpStatus: 400 });
  });
});

describe('several second factors', () => {
  let pool: Pool;
  let users: UserPoolService;
  let now: number;

  beforeAll(async () => {
    now = Date.now();
    const clock = () => now;
    pool = await Pool.create(
      {
        mfa: { configuration: 'OPTIONAL', types: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA', 'EMAIL_OTP'] },
        users: ['mia', 'ned', 'oda'].map((username) => ({
          username,
          password: PASSWORD,
          attributes: {
            email: `${username}@example.com`,
            email_verified: 'true',
            phone_number: '+441234567890',
            phone_number_verified: 'true',
          },
        })),
      },
      clock,
    );
    users = pool.service({ clock });
  });
  afterAll(() => pool.stop());

  it.each([
    ['SMS_MFA', 'ned', 'SMS'],
    ['EMAIL_OTP', 'oda', 'EMAIL'],
  ] as const)('send a code: %s', async (name, username, medium) => {
    const { accessToken } = tokensOf(await users.signIn({ username, password: PASSWORD }));
    await users.mfa.setPreference(accessToken, { preferred: name });
    expect(await users.account.get(accessToken)).toMatchObject({ preferredMfa: name });
    const asked = challengeOf(await users.signIn({ username, password: PASSWORD }), name);
    expect(asked.delivery.medium).toBe(medium);
    expect(asked.delivery.destination).not.toBe(`${username}@example.com`);
    const answer = { name, username: asked.username, session: asked.session } as const;
    const code = pool.code(username);
    tokensOf(await users.answerChallenge({ ...answer, code }));
  });

  it('are chosen from', async () => {
    await users.admin.setMfaPreference('mia', { enabled: ['SMS_MFA', 'EMAIL_OTP'] });
    const choice = challengeOf(
      await users.signIn({ username: 'mia', password: PASSWORD }),
      'SELECT_MFA_TYPE',
    );
    expect([...choice.methods].sort()).toEqual(['EMAIL_OTP', 'SMS_MFA']);
    const { username, session } = choice;
    const chosen = challengeOf(
      await users.answerChallenge({ name: 'SELECT_MFA_TYPE', username, session, method: 'EMAIL_OTP' }),
      'EMAIL_OTP',
    );
    tokensOf(
      await users.answerChallenge({
        name: 'EMAIL_OTP',
        username: chosen.username,
        session: chosen.session,
        code: pool.code('mia'),
      }),
    );
  });

  it('are switched off again', async () => {
    await users.admin.setMfaPreference('mia', { disabled: ['SMS_MFA', 'EMAIL_OTP'] });
    tokensOf(await users.signIn({ username: 'mia', password: PASSWORD }));
    expect(await users.admin.get('mia')).toMatchObject({ mfaMethods: [] });
  });
});

describe('codes in place of a password', () => {
  let pool: Pool;
  let users: UserPoolService;

  beforeAll(async () => {
    pool = await Pool.create({
      firstAuthFactors: ['PASSWORD', 'EMAIL_OTP'],
      users: [
        {
          username: 'ivy',
          password: PASSWORD,
          attributes: { email: 'ivy@example.com', email_verified: 'true' },
        },
      ],
    });
    users = pool.service();
  });
  afterAll(() => pool.stop());

  it('sign a user in', async () => {
    const { username, session, delivery } = challengeOf(
      await users.signIn({ flow: 'choice', username: 'ivy', preferred: 'EMAIL_OTP' }),
      'EMAIL_OTP',
    );
    expect(delivery.medium).toBe('EMAIL');
    const { accessToken } = tokensOf(
      await users.answerChallenge({ name: 'EMAIL_OTP', username, session, code: pool.code('ivy') }),
    );
    expect(await users.account.factors(accessToken)).toMatchObject({
      factors: expect.arrayContaining(['PASSWORD', 'EMAIL_OTP']),
    });
  });
});
