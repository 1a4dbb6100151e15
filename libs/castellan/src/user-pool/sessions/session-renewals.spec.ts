import { SignInUnavailableError } from '../../errors/index.js';
import { CookieSessions } from './cookie-sessions.js';
import type { ManagedLogin } from './managed-login.js';
import { SessionRenewals } from './session-renewals.js';
import type { SessionTokens } from './session-tokens.js';
import { COOKIES, jarAfter, ringOf, sessionOf, START } from './sessions.spec-helper.js';

describe('SessionRenewals', () => {
  it('asks once for all requests that come when tokens expire in the pause after an outage', async () => {
    let now = START;
    let asked = 0;
    const problems: string[] = [];
    const keeper = new CookieSessions({
      keyRing: ringOf(),
      cookies: COOKIES,
      owner: 'web at app',
      absoluteLimit: 3_600_000,
      now: () => now,
    });
    const unreachable = {
      refresh: () => {
        asked += 1;
        return Promise.reject(new SignInUnavailableError('It cannot be reached.', { retryAfterSeconds: 5 }));
      },
    } as unknown as ManagedLogin;
    const renewals = new SessionRenewals({
      keeper,
      login: unreachable,
      tokens: {} as SessionTokens,
      onProblem: (message) => void problems.push(message),
      now: () => now,
    });
    const session = sessionOf({ tokensExpireAt: START + 1_000 });
    const jar = jarAfter(keeper.startCookies(session));
    expect(await renewals.renew(session, jar)).toEqual(session);
    expect(await renewals.renew(session, jar)).toEqual(session);
    expect(asked).toBe(1);
    now += 1_000;
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => renewals.renew(session, jar)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
    expect(asked).toBe(2);
    expect(problems).toHaveLength(2);
  });
});
