import type { AppClient } from './app-client.js';
import { createAppClient } from './app-client.js';
import { SignInSessions } from './sign-in-sessions.js';

const REMEMBERED = 10_000;
const HOUR = 3_600_000;

describe('SignInSessions', () => {
  let now = 0;
  const short = createAppClient({ name: 'short', refreshTokenSeconds: 60, accessTokenSeconds: 3600 });
  const long = createAppClient({ name: 'long' });

  beforeEach(() => {
    now = 1_700_000_000_000;
  });

  const many = (sessions: SignInSessions, client: AppClient, count: number, sub = 'bob') =>
    Array.from({ length: count }, () => sessions.start(sub, client));

  it('remembers 10,000 sign-ins though they are over', () => {
    const sessions = new SignInSessions(() => now);
    const [first] = many(sessions, short, REMEMBERED);
    now += 10 * HOUR;
    expect(sessions.findByRefreshToken(first!.refreshToken)).toBe(first!.session);
  });

  it('forgets those that are over in time, the others between them not', () => {
    const sessions = new SignInSessions(() => now);
    const ended = many(sessions, short, REMEMBERED / 2);
    const kept = many(sessions, long, REMEMBERED / 2, 'alice');
    now += 2 * HOUR;
    many(sessions, long, REMEMBERED);
    const known = ended.filter(({ refreshToken }) => sessions.findByRefreshToken(refreshToken) !== undefined);
    expect(known).toEqual([]);
    expect(ended.some(({ session }) => sessions.isAlive(session.originJti, session.sub))).toBe(false);
    for (const { refreshToken, session } of kept) {
      expect(sessions.findByRefreshToken(refreshToken)).toBe(session);
      expect(sessions.isAlive(session.originJti, 'alice')).toBe(true);
    }
    sessions.revokeAllOf('alice');
    expect(kept.every(({ session }) => session.revoked)).toBe(true);
  });

  it('keeps a sign-in whose refresh token is over for as long as an access token of it may live', () => {
    const sessions = new SignInSessions(() => now);
    const { session } = sessions.start('alice', short);
    now += HOUR;
    many(sessions, long, 2 * REMEMBERED);
    expect(sessions.isAlive(session.originJti, 'alice')).toBe(true);
    now += 60_000;
    many(sessions, long, 2 * REMEMBERED);
    expect(sessions.isAlive(session.originJti, 'alice')).toBe(false);
  });
});
