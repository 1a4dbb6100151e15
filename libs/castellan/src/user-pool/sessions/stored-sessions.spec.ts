import { MemorySessionStore } from './memory-session-store.js';
import type { SessionStore } from './session-store.js';
import { COOKIES, jarAfter, OTHER_SECRET, ringOf, SECRET, sessionOf, START } from './sessions.spec-helper.js';
import { StoredSessions } from './stored-sessions.js';

describe('StoredSessions', () => {
  let now: number;
  let store: SessionStore;
  let problems: string[];
  const sessionsIn = (given: SessionStore, owner = 'web at app', ...secrets: string[]) =>
    new StoredSessions({
      store: given,
      keyRing: ringOf(...secrets),
      cookies: COOKIES,
      owner,
      absoluteLimit: 3_600_000,
      idleLimit: 600_000,
      timeoutMilliseconds: 30_000,
      onProblem: (message) => void problems.push(message),
      now: () => now,
    });
  const started = async (sessions: StoredSessions, session = sessionOf()) => {
    await sessions.save(session);
    return jarAfter(sessions.startCookies(session));
  };

  beforeEach(() => {
    now = START;
    problems = [];
    store = new MemorySessionStore({ clock: () => now });
  });

  it('reads the session that it kept, and has nothing of it in the cookie', async () => {
    const sessions = sessionsIn(store);
    await sessions.open();
    const jar = await started(sessions);
    expect(await sessions.read(jar)).toEqual(sessionOf());
    expect(sessions.changedCookies()).toEqual([]);
    expect(Object.values(jar)[0]).toMatch(/^i{43}[.][\w-]{43}$/);
  });

  it('knows no other identifier, user or application', async () => {
    const sessions = sessionsIn(store);
    const jar = await started(sessions);
    const [[name, value] = ['', '']] = Object.entries(jar);
    const [id = '', user = ''] = (value ?? '').split('.');
    for (const handle of [
      `${'j'.repeat(43)}.${user}`,
      `${id}.${'u'.repeat(43)}`,
      id,
      `${id}.${user}.x`,
      '',
    ]) {
      expect(await sessions.read({ [name]: handle })).toBeUndefined();
    }
    expect(await sessionsIn(store, 'another').read(jar)).toBeUndefined();
    expect(await sessionsIn(store, 'web at app', OTHER_SECRET).read(jar)).toBeUndefined();
    expect(await sessionsIn(store, 'web at app', OTHER_SECRET, SECRET).read(jar)).toEqual(sessionOf());
  });

  it('lets a session that was ended be written by nobody again', async () => {
    const sessions = sessionsIn(store);
    const jar = await started(sessions);
    await sessions.end(sessionOf());
    await sessions.save(sessionOf({ version: 7 }));
    expect(await sessions.read(jar)).toBeUndefined();
  });

  it('keeps renewed tokens when a slower request writes the old ones', async () => {
    const sessions = sessionsIn(store);
    const jar = await started(sessions);
    await sessions.save(sessionOf({ version: 1, accessToken: 'new' }));
    await sessions.save(sessionOf({ usedAt: START + 1 }));
    expect(await sessions.read(jar)).toMatchObject({ accessToken: 'new' });
  });

  it('ends all sessions of a user that have begun, and none of others or of later', async () => {
    const sessions = sessionsIn(store);
    const one = await started(sessions);
    const two = await started(sessions, sessionOf({ id: 'j'.repeat(43) }));
    const bob = await started(sessions, sessionOf({ id: 'b'.repeat(43), sub: 'bob' }));
    now += 1_000;
    await sessions.endAllOf(sessionOf());
    const later = await started(sessions, sessionOf({ id: 'l'.repeat(43), signedInAt: now + 1 }));
    expect(await sessions.read(one)).toBeUndefined();
    expect(await sessions.read(two)).toBeUndefined();
    expect(await sessions.read(bob)).toMatchObject({ sub: 'bob' });
    expect(await sessions.read(later)).toMatchObject({ sub: 'alice' });
  });

  it('has the newest tokens, and ends sessions, on machines that have the secrets in another order', async () => {
    const one = sessionsIn(store, 'web at app', SECRET, OTHER_SECRET);
    const other = sessionsIn(store, 'web at app', OTHER_SECRET, SECRET);
    const jar = await started(one);
    await other.save(sessionOf({ version: 1, refreshToken: 'rotated' }));
    expect(await one.read(jar)).toMatchObject({ refreshToken: 'rotated' });
    expect(await other.read(jar)).toMatchObject({ refreshToken: 'rotated' });
    const old = sessionsIn(store);
    await old.end(sessionOf());
    expect(await other.read(jar)).toBeUndefined();
    expect(await one.read(jar)).toBeUndefined();
  });

  it('takes what somebody else wrote over a mark for a sign-out', async () => {
    const sessions = sessionsIn(store);
    const jar = await started(sessions);
    const [, user = ''] = (Object.values(jar)[0] ?? '').split('.');
    await store.writeNewest(`user:${user}`, 0, 'forged', 1_000);
    expect(await sessions.read(jar)).toBeUndefined();
  });

  it('forgets sessions that nobody uses', async () => {
    const sessions = sessionsIn(store);
    const jar = await started(sessions);
    now += 600_001;
    expect(await sessions.read(jar)).toBeUndefined();
  });

  it('lets one machine at a time renew, and each state be used once', async () => {
    const [one, other] = [sessionsIn(store), sessionsIn(store)];
    const giveBack = await one.takeTurn(sessionOf());
    expect(await other.takeTurn(sessionOf())).toBeUndefined();
    await giveBack?.();
    expect(await other.takeTurn(sessionOf())).toBeDefined();
    expect(await one.isFirstUse('state', 1_000)).toBe(true);
    expect(await other.isFirstUse('state', 1_000)).toBe(false);
  });

  it('takes a store that fails for no answer', async () => {
    const failing = {
      ...store,
      open: () => Promise.reject(new Error('down')),
      read: () => Promise.reject(new Error('down')),
    } as unknown as SessionStore;
    const sessions = sessionsIn(failing);
    await sessions.open();
    expect(problems).toEqual(['The store of sessions cannot be opened now.']);
    const jar = jarAfter(sessions.startCookies(sessionOf()));
    await expect(sessions.read(jar)).rejects.toMatchObject({ code: 'session_unavailable', httpStatus: 503 });
  });
});
