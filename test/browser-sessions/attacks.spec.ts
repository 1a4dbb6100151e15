import { PASSWORD } from '../support/world.js';
import type { Browser, Visit } from './browser.js';
import { type Kept, KEPT, ORIGIN, SessionsWorld } from './sessions-world.js';

describe.each<[Kept]>(KEPT.map((kept) => [kept]))('attacks on sessions in %s', (kept) => {
  let world: SessionsWorld;
  let alice: Browser;
  let mallory: Browser;

  beforeAll(async () => {
    world = await SessionsWorld.create({ kept });
  });

  beforeEach(() => {
    alice = world.browser();
    mallory = world.browser();
  });

  afterAll(() => world.stop());

  /** Signs in, and stops where managed login sends the browser back with the code. */
  async function untilCallback(browser: Browser, username: string): Promise<string> {
    const page = await browser.open(`${ORIGIN}/auth/login`, { from: ORIGIN });
    const answer = await browser.submit(page, '/login', { username, password: PASSWORD }, { follow: false });
    return answer.headers.get('location') ?? '';
  }

  function expectRefused(visit: Visit, status: number, code: string): void {
    expect([visit.status, visit.json().code]).toEqual([status, code]);
    expect(visit.headers.get('cache-control')).toBe('no-store');
  }

  describe('open redirects', () => {
    it.each([
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      '\\\\evil.example',
      'https:evil.example',
      'https:/evil.example',
      'https://app.example@evil.example/',
      'https://app.example.evil.example/',
      'http://app.example/',
      '/\t/evil.example',
      ' https://evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      '/auth/logout',
      '/auth/../auth/logout',
      '/%2fevil.example/',
      'evil.example',
      '',
    ])('refuses to go to %j', async (returnTo) => {
      const answer = await alice.visit(`${ORIGIN}/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
      expectRefused(answer, 400, 'return_address_not_allowed');
      expect(alice.jar(ORIGIN).size).toBe(0);
    });

    it('goes to the application itself where a path looks like another host', async () => {
      const page = await alice.open(
        `${ORIGIN}/auth/login?returnTo=${encodeURIComponent('/.//evil.example')}`,
      );
      const { url } = await alice.submit(page, '/login', { username: 'alice', password: PASSWORD });
      expect(url).toBe(`${ORIGIN}//evil.example`);
    });

    it('refuses an address that is there twice', async () => {
      const answer = await alice.visit(`${ORIGIN}/auth/login?returnTo=/me&returnTo=https://evil.example`);
      expectRefused(answer, 400, 'sign_in_request_invalid');
    });
  });

  describe('callbacks', () => {
    it('refuses one in a browser that has not started the sign-in', async () => {
      // Mallory has Alice follow a link with Mallory's own code, so that Alice works in Mallory's account.
      const callback = await untilCallback(mallory, 'bob');
      expectRefused(
        await alice.visit(callback, { from: 'https://evil.example' }),
        400,
        'sign_in_not_started',
      );
      expect(await world.session(alice)).toEqual({ signedIn: false });
    });

    it('refuses a code that was injected into the sign-in of another browser', async () => {
      const stolen = new URL(await untilCallback(alice, 'alice')).searchParams.get('code');
      const own = new URL(await untilCallback(mallory, 'bob'));
      own.searchParams.set('code', stolen ?? '');
      expectRefused(await mallory.visit(own.href), 403, 'sign_in_refused');
      expect(await world.session(mallory)).toEqual({ signedIn: false });
    });

    it('refuses a state that was used, although the browser still has its cookie', async () => {
      const page = await alice.open(`${ORIGIN}/auth/login`, { from: ORIGIN });
      const before = alice.copyJar(ORIGIN);
      const answer = await alice.submit(
        page,
        '/login',
        { username: 'alice', password: PASSWORD },
        { follow: false },
      );
      const callback = answer.headers.get('location') ?? '';
      expect((await alice.visit(callback)).status).toBe(303);
      for (const [name, cookie] of before) alice.jar(ORIGIN).set(name, cookie);
      expectRefused(await alice.visit(callback), 400, 'sign_in_not_started');
    });

    it('refuses a code for which another nonce was asked', async () => {
      const page = await mallory.visit(`${ORIGIN}/auth/login`);
      const authorize = new URL(page.headers.get('location') ?? '');
      authorize.searchParams.set('nonce', 'chosen-by-somebody-else');
      const form = await mallory.open(authorize.href, { from: ORIGIN });
      const answer = await mallory.submit(form, '/login', { username: 'bob', password: PASSWORD });
      expectRefused(answer, 403, 'sign_in_refused');
    });

    it('refuses a state that was changed, repeated or left out', async () => {
      const callback = new URL(await untilCallback(alice, 'alice'));
      const code = callback.searchParams.get('code') ?? '';
      const state = callback.searchParams.get('state') ?? '';
      const at = (query: string): Promise<Visit> => alice.visit(`${ORIGIN}/auth/callback?${query}`);
      expectRefused(await at(`code=${code}`), 400, 'sign_in_not_started');
      expectRefused(await at(`code=${code}&state=${'A'.repeat(43)}`), 400, 'sign_in_not_started');
      expectRefused(
        await at(`code=${code}&state=${state.slice(0, 16)}${'A'.repeat(27)}`),
        400,
        'sign_in_not_started',
      );
      expectRefused(await at(`code=${code}&state=${state}&state=${state}`), 400, 'sign_in_request_invalid');
      expectRefused(await at(`code=${code}&code=x&state=${state}`), 403, 'sign_in_refused');
    });

    it('tells of a refusal of managed login nothing but that', async () => {
      const page = await alice.visit(`${ORIGIN}/auth/login`);
      const state = new URL(page.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const answer = await alice.visit(
        `${ORIGIN}/auth/callback?error=access_denied&error_description=<script>&state=${state}`,
      );
      expectRefused(answer, 403, 'sign_in_refused');
      expect(answer.text).not.toContain('script');
    });
  });

  it('fixes no session: a sign-in gives new cookies, and the old ones are over', async () => {
    await world.signIn(mallory, 'bob');
    const planted = mallory.copyJar(ORIGIN);
    for (const [name, cookie] of planted) alice.jar(ORIGIN).set(name, cookie);
    await world.signIn(alice, 'alice');
    expect((await alice.fetch(`${ORIGIN}/me`)).json()).toMatchObject({ username: 'alice' });
    for (const [name, { value }] of planted) expect(alice.jar(ORIGIN).get(name)?.value).not.toBe(value);
    if (kept === 'memory') expect((await mallory.fetch(`${ORIGIN}/me`)).status).toBe(401);
    else expect((await mallory.fetch(`${ORIGIN}/me`)).json()).toMatchObject({ username: 'bob' });
  });

  describe('requests that other sites make the browser send', () => {
    const post = (browser: Browser, headers: Record<string, string>, page = ORIGIN): Promise<Visit> =>
      browser.fetch(`${ORIGIN}/notes`, {
        method: 'POST',
        page,
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"text":"x"}',
      });

    it('refuses one without the token of the session', async () => {
      await world.signIn(alice);
      expectRefused(await post(alice, {}), 403, 'csrf_refused');
      expectRefused(await post(alice, { 'x-csrf-token': 'A'.repeat(43) }), 403, 'csrf_refused');
    });

    it("refuses one with another session's token", async () => {
      await world.signIn(alice);
      await world.signIn(mallory, 'bob');
      expectRefused(
        await post(alice, { 'x-csrf-token': await world.csrfToken(mallory) }),
        403,
        'csrf_refused',
      );
    });

    it.each(['https://evil.example', 'https://other.app.example', 'http://app.example'])(
      'refuses one from %s, token or not',
      async (page) => {
        await world.signIn(alice);
        const token = await world.csrfToken(alice);
        expectRefused(await post(alice, { 'x-csrf-token': token }, page), 403, 'csrf_refused');
        expect((await post(alice, { 'x-csrf-token': token })).status).toBe(201);
      },
    );

    it('tells the token to no page of another origin', async () => {
      await world.signIn(alice);
      const answer = await alice.fetch(`${ORIGIN}/auth/session`, { page: 'https://evil.example' });
      expectRefused(answer, 403, 'csrf_refused');
    });

    it('signs nobody out', async () => {
      await world.signIn(alice);
      const answers = [
        await alice.visit(`${ORIGIN}/auth/logout`, { from: 'https://evil.example' }),
        // An image in what another user has written.
        await alice.fetch(`${ORIGIN}/auth/logout`),
        await alice.fetch(`${ORIGIN}/auth/logout`, { method: 'POST', page: 'https://evil.example' }),
        await alice.fetch(`${ORIGIN}/auth/logout`, { method: 'POST' }),
      ];
      for (const answer of answers) expectRefused(answer, 403, 'csrf_refused');
      expect((await alice.fetch(`${ORIGIN}/me`)).status).toBe(200);
    });
  });

  describe('cookies', () => {
    it('takes no cookie of which any character was changed, and takes it away', async () => {
      await world.signIn(alice);
      const cookies = alice.copyJar(ORIGIN);
      for (const [name, cookie] of cookies) {
        for (const at of [0, 1, 7, 30, Math.floor(cookie.value.length / 2), cookie.value.length - 4]) {
          const other = cookie.value[at] === 'A' ? 'B' : 'A';
          const value = cookie.value.slice(0, at) + other + cookie.value.slice(at + 1);
          mallory.jar(ORIGIN).clear();
          for (const entry of cookies) mallory.jar(ORIGIN).set(...entry);
          mallory.jar(ORIGIN).set(name, { ...cookie, value });
          expect((await mallory.fetch(`${ORIGIN}/me`)).status).toBe(401);
          expect(mallory.jar(ORIGIN).size).toBe(0);
        }
      }
      expect((await alice.fetch(`${ORIGIN}/me`)).status).toBe(200);
    });

    it('takes no cookie that was cut off, emptied, lost a part or got one of another', async () => {
      await world.signIn(alice);
      await world.signIn(mallory, 'bob');
      const [name = '', cookie] = [...alice.jar(ORIGIN)][0] ?? [];
      const change = async (jar: ReadonlyMap<string, { value: string }>): Promise<number> => {
        const browser = world.browser();
        for (const [key, { value }] of jar) {
          browser.jar(ORIGIN).set(key, { value, secure: true, attributes: '' });
        }
        return (await browser.fetch(`${ORIGIN}/me`)).status;
      };
      const own = alice.copyJar(ORIGIN);
      const value = cookie?.value ?? '';
      expect(await change(own)).toBe(200);
      for (const text of [value.slice(0, -1), value.slice(0, 20), value.slice(1), '', `${value}${value}`]) {
        expect(await change(new Map<string, { value: string }>([...own, [name, { value: text }]]))).toBe(401);
      }
      expect(own.size).toBe(kept === 'cookie' ? 2 : 1);
      if (kept === 'cookie') {
        expect(await change(new Map([...own].slice(0, 1)))).toBe(401);
        expect(await change(new Map([...own].slice(1)))).toBe(401);
        const [first, second] = [...own.keys()];
        const theirs = mallory.jar(ORIGIN).get(second ?? '');
        expect(await change(new Map([...own].filter(([key]) => key === first)).set(second!, theirs!))).toBe(
          401,
        );
      }
    });

    it('takes the cookie of a sign-in that is under way for no session', async () => {
      await alice.visit(`${ORIGIN}/auth/login`);
      const [, attempt] = [...alice.jar(ORIGIN)][0] ?? [];
      await world.signIn(mallory, 'bob');
      for (const name of mallory.copyJar(ORIGIN).keys()) mallory.jar(ORIGIN).set(name, attempt!);
      expect((await mallory.fetch(`${ORIGIN}/me`)).status).toBe(401);
    });
  });
});
