import { PASSWORD } from '../support/world.js';
import type { Browser } from './browser.js';
import { DOORS, KEPT, ORIGIN, SessionsWorld } from './sessions-world.js';

const WAYS = DOORS.flatMap((door) => KEPT.map((kept) => [door, kept] as const));

describe.each(WAYS)('sessions of browsers, with %s and sessions in %s', (door, kept) => {
  let world: SessionsWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await SessionsWorld.create({ door, kept });
  });

  beforeEach(() => {
    browser = world.browser();
  });

  afterAll(() => world.stop());

  it('signs a user in with managed login, and goes back to where the user was', async () => {
    const page = await world.signIn(browser, 'alice', '?returnTo=/me');
    expect([page.status, page.url]).toEqual([200, `${ORIGIN}/me`]);
    expect(page.json()).toMatchObject({ username: 'alice', tokenUse: 'access' });
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('gives a handler that asks for an ID token the ID token', async () => {
    await world.signIn(browser);
    expect((await browser.fetch(`${ORIGIN}/me-by-id`)).json()).toEqual({ username: 'alice', tokenUse: 'id' });
  });

  it('has cookies that scripts and other hosts cannot read, and no token in sight', async () => {
    await world.signIn(browser);
    const jar = browser.jar(ORIGIN);
    expect(jar.size).toBeGreaterThan(0);
    for (const [name, { value, attributes }] of jar) {
      expect(name).toMatch(/^__Host-castellan/);
      expect(attributes).toMatch(/^; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
      expect(value).not.toMatch(/eyJ[\w-]+[.]eyJ/);
    }
    const session = await world.session(browser);
    expect(Object.keys(session)).toEqual(['signedIn', 'username', 'csrfToken', 'expiresAt']);
  });

  it('does not know a browser that has not signed in', async () => {
    expect(await world.session(browser)).toEqual({ signedIn: false });
    expect((await browser.open(`${ORIGIN}/me`)).status).toBe(401);
    expect((await browser.open(`${ORIGIN}/`)).text).toBe('home');
  });

  it('acts at AWS as the user of the session', async () => {
    await world.signIn(browser);
    const answer = await browser.fetch(`${ORIGIN}/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': await world.csrfToken(browser) },
      body: JSON.stringify({ text: 'mine' }),
    });
    expect([answer.status, answer.json()]).toEqual([201, { written: 'mine' }]);
  });

  it('lets several tabs sign in at the same time', async () => {
    const open = (returnTo: string) =>
      browser.open(`${ORIGIN}/auth/login?returnTo=${encodeURIComponent(returnTo)}`, { from: ORIGIN });
    const tabs = [await open('/me?tab=1'), await open('/me?tab=2')];
    for (const [index, page] of [...tabs.entries()].reverse()) {
      const { url } = await browser.submit(page, '/login', { username: 'alice', password: PASSWORD });
      expect(url).toBe(`${ORIGIN}/me?tab=${index + 1}`);
    }
    expect([...browser.jar(ORIGIN).keys()].filter((name) => name.includes('login'))).toEqual([]);
  });

  it('goes by the bearer token of a request that has one, whoever the session is of', async () => {
    await world.signIn(browser);
    const answer = await browser.fetch(`${ORIGIN}/me`, { headers: { authorization: 'Bearer nonsense' } });
    expect([answer.status, answer.json().code]).toEqual([401, 'token_malformed']);
  });

  it('signs a user out here and at managed login', async () => {
    await world.signIn(browser);
    const cookies = browser.copyJar(ORIGIN);
    const page = await browser.open(`${ORIGIN}/auth/logout`, { from: `${ORIGIN}/me` });
    expect([page.url, page.text]).toEqual([`${ORIGIN}/bye`, 'bye']);
    expect(browser.jar(ORIGIN).size).toBe(0);
    expect((await browser.open(`${ORIGIN}/me`)).status).toBe(401);
    // The cookies are worth nothing to whoever has kept a copy.
    for (const [name, cookie] of cookies) browser.jar(ORIGIN).set(name, cookie);
    expect((await browser.open(`${ORIGIN}/me`)).status).toBe(401);
    // Managed login asks for the password again.
    expect((await browser.open(`${ORIGIN}/auth/login`, { from: ORIGIN })).text).toContain('password');
  });
});
