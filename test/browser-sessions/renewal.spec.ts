import { signIn } from '../support/sign-in.js';
import { PASSWORD } from '../support/world.js';
import type { Browser } from './browser.js';
import { type Kept, KEPT, ORIGIN, SessionsWorld } from './sessions-world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const realNow = Date.now.bind(Date);

describe.each<[Kept]>(KEPT.map((kept) => [kept]))('the life of sessions in %s', (kept) => {
  let world: SessionsWorld;
  let browser: Browser;
  let ahead = 0;

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
    world = await SessionsWorld.create({
      kept,
      client: { refreshTokenRotation: { retryGracePeriodSeconds: 0 } },
      sessions: { idleLimitSeconds: 4 * 3_600, absoluteLimitSeconds: 12 * 3_600 },
    });
  });

  beforeEach(async () => {
    browser = world.browser();
    await world.signIn(browser);
  });

  afterAll(async () => {
    await world.stop();
    jest.restoreAllMocks();
  });

  const status = async (): Promise<number> => (await browser.fetch(`${ORIGIN}/me`)).status;

  it('goes on after its tokens have expired, with new ones', async () => {
    for (let hour = 0; hour < 3; hour += 1) {
      ahead += 65 * MINUTE;
      expect(await status()).toBe(200);
    }
  });

  it('renews tokens once for all requests that come at the same time', async () => {
    ahead += 65 * MINUTE;
    const refreshes = countRefreshes(world);
    const answers = await Promise.all(Array.from({ length: 12 }, () => browser.fetch(`${ORIGIN}/me`)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 12 }, () => 200));
    expect(refreshes()).toBe(1);
    // Rotation refuses the second use of a refresh token, so it goes on only if the right one was kept.
    ahead += 65 * MINUTE;
    expect(await status()).toBe(200);
  });

  it('renews tokens ahead of their expiry', async () => {
    ahead += HOUR - 30_000;
    const refreshes = countRefreshes(world);
    expect(await status()).toBe(200);
    expect(refreshes()).toBe(1);
  });

  it('ends when nobody uses it', async () => {
    ahead += 3 * HOUR;
    expect(await status()).toBe(200);
    ahead += 4 * HOUR + MINUTE;
    expect(await status()).toBe(401);
    expect(browser.jar(ORIGIN).size).toBe(0);
  });

  it('ends at its absolute limit, however much it is used', async () => {
    for (let hour = 0; hour < 11; hour += 1) {
      ahead += HOUR;
      expect(await status()).toBe(200);
    }
    ahead += HOUR + MINUTE;
    expect(await status()).toBe(401);
  });

  if (kept === 'cookie') {
    it('is over for whoever sends an old cookie with a refresh token that was rotated', async () => {
      const stolen = browser.copyJar(ORIGIN);
      ahead += 65 * MINUTE;
      expect(await status()).toBe(200);
      ahead += 2 * MINUTE;
      const thief = world.browser();
      for (const [name, cookie] of stolen) thief.jar(ORIGIN).set(name, cookie);
      expect((await thief.fetch(`${ORIGIN}/me`)).status).toBe(401);
      expect(thief.jar(ORIGIN).size).toBe(0);
    });
  }

  it("ends rather than go on with somebody else's tokens", async () => {
    const { url } = world.sandbox;
    ahead += 65 * MINUTE;
    const { accessToken, idToken } = await signIn(url, 'web_client', 'bob', PASSWORD);
    const before = globalThis.fetch;
    const confused = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation((input, init) =>
        (input instanceof Request ? input.url : input.toString()) === `${url}/oauth2/token`
          ? Promise.resolve(
              Response.json({ token_type: 'Bearer', access_token: accessToken, id_token: idToken }),
            )
          : before(input, init),
      );
    try {
      expect(await status()).toBe(401);
      expect(await world.session(browser)).toEqual({ signedIn: false });
    } finally {
      confused.mockRestore();
    }
  });

  it('ends when the user signs out everywhere, on every device', async () => {
    const phone = world.browser();
    await world.signIn(phone);
    const bob = world.browser();
    await world.signIn(bob, 'bob');
    ahead += 1_000;
    const csrfToken = await world.csrfToken(browser);
    const answer = await browser.fetch(`${ORIGIN}/auth/logout`, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'x-csrf-token': csrfToken,
      },
      body: 'everywhere=true',
    });
    expect(answer.status).toBe(200);
    const url = new URL(String(answer.json().signOutUrl));
    expect(url.searchParams.get('logout_uri')).toBe(`${ORIGIN}/bye`);
    expect(await status()).toBe(401);
    expect((await phone.fetch(`${ORIGIN}/me`)).status).toBe(401);
    expect((await bob.fetch(`${ORIGIN}/me`)).status).toBe(200);
    // Nor do new tokens wake it up.
    ahead += 65 * MINUTE;
    expect((await phone.fetch(`${ORIGIN}/me`)).status).toBe(401);
  });

  it('ends when the application signs the user out everywhere', async () => {
    const { sub } = (await browser.fetch(`${ORIGIN}/me`)).json();
    const [{ issuer } = { issuer: '' }] = world.sandbox.describe().userPools;
    ahead += 1_000;
    await world.sessions.signOutEverywhere({ issuer, sub: String(sub) });
    expect(await status()).toBe(401);
    ahead += 1_000;
    const again = world.browser();
    await world.signIn(again);
    expect((await again.fetch(`${ORIGIN}/me`)).status).toBe(200);
  });

  it('signs out by a form of a page without scripts', async () => {
    const csrfToken = await world.csrfToken(browser);
    const answer = await browser.fetch(`${ORIGIN}/auth/logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrfToken }).toString(),
    });
    expect(answer.status).toBe(303);
    expect(browser.jar(ORIGIN).size).toBe(0);
    expect(await status()).toBe(401);
  });
});

/** How often tokens are asked for at managed login from now on. */
function countRefreshes(world: SessionsWorld): () => number {
  const { url } = world.sandbox;
  const before = globalThis.fetch;
  let count = 0;
  const counting = jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    if ((input instanceof Request ? input.url : input.toString()) === `${url}/oauth2/token`) count += 1;
    return before(input, init);
  });
  return () => {
    counting.mockRestore();
    return count;
  };
}
