import { CookieSessions } from './cookie-sessions.js';
import { COOKIES, jarAfter, OTHER_SECRET, ringOf, SECRET, sessionOf, START } from './sessions.spec-helper.js';

describe('CookieSessions', () => {
  let now: number;
  const sessionsWith = (owner = 'web at app', ...secrets: string[]) =>
    new CookieSessions({
      keyRing: ringOf(...secrets),
      cookies: COOKIES,
      owner,
      absoluteLimit: 3_600_000,
      now: () => now,
    });
  const large = (letters: number) => sessionOf({ accessToken: 'x'.repeat(letters) });

  beforeEach(() => {
    now = START;
  });

  it('reads the session that it wrote', async () => {
    const sessions = sessionsWith();
    const jar = jarAfter(sessions.startCookies(sessionOf()));
    expect(sessions.isNamedIn(jar)).toBe(true);
    expect(await sessions.read(jar)).toEqual(sessionOf());
    expect(JSON.stringify(jar)).not.toContain('alice');
  });

  it('splits a large one, and takes superfluous parts of an older one away', async () => {
    const sessions = sessionsWith();
    const jar = jarAfter(sessions.startCookies(large(6_000)));
    expect(Object.keys(jar)).toEqual(['__Host-castellan.0', '__Host-castellan.1', '__Host-castellan.2']);
    for (const value of Object.values(jar)) expect(value?.length).toBeLessThan(4_000);
    expect(await sessions.read(jar)).toEqual(large(6_000));
    const smaller = jarAfter(sessions.changedCookies(sessionOf({ version: 1 })), jar);
    expect(Object.keys(smaller)).toEqual(['__Host-castellan.0']);
    expect(await sessions.read(smaller)).toMatchObject({ version: 1 });
    expect(jarAfter(sessions.forget(jar), jar)).toEqual({});
  });

  it('leaves nothing of a longer answer behind a shorter one that comes later', async () => {
    const sessions = sessionsWith();
    const started = jarAfter(sessions.startCookies(sessionOf()));
    const shorter = sessions.changedCookies(sessionOf({ usedAt: START + 1 }));
    const longer = jarAfter(sessions.changedCookies(large(6_000)), started);
    expect(await sessions.read(jarAfter(shorter, longer))).toEqual(sessionOf({ usedAt: START + 1 }));
  });

  it('says what to do about one that is too large', () => {
    expect(() => sessionsWith().startCookies(large(20_000))).toThrow('Keep sessions on the server');
  });

  it('reads nothing that was changed, mixed, or written for somebody else', async () => {
    const sessions = sessionsWith();
    const jar = jarAfter(sessions.startCookies(large(4_000)));
    const other = jarAfter(sessions.startCookies(large(4_000)));
    const [first, second] = ['__Host-castellan.0', '__Host-castellan.1'];
    expect(await sessions.read({ ...jar, [second]: other[second] })).toBeUndefined();
    expect(await sessions.read({ ...jar, [first]: jar[second], [second]: jar[first] })).toBeUndefined();
    expect(await sessions.read({ [first]: jar[first] })).toBeUndefined();
    expect(await sessions.read({ ...jar, [second]: `${jar[second]}=` })).toBeUndefined();
    expect(await sessionsWith('another app').read(jar)).toBeUndefined();
    expect(await sessionsWith('web at app', OTHER_SECRET).read(jar)).toBeUndefined();
    expect(await sessionsWith('web at app', OTHER_SECRET, SECRET).read(jar)).toEqual(large(4_000));
    expect(await sessions.read({})).toBeUndefined();
  });

  it('lets cookies last no longer than the session', () => {
    now = START + 3_000_000;
    expect(sessionsWith().startCookies(sessionOf())[0]).toContain('Max-Age=600;');
    now = START + 4_000_000;
    expect(sessionsWith().startCookies(sessionOf())[0]).toContain('Max-Age=0;');
  });

  it('knows what was used', async () => {
    const sessions = sessionsWith();
    await sessions.open();
    expect(await sessions.isFirstUse('state', 1_000)).toBe(true);
    expect(await sessions.isFirstUse('state', 1_000)).toBe(false);
    now += 1_001;
    expect(await sessions.isFirstUse('state', 1_000)).toBe(true);
    await sessions.close();
  });
});
