import { ORIGIN, SessionsWorld } from './sessions-world.js';

const realNow = Date.now.bind(Date);

describe('signing out while managed login is out of reach', () => {
  let world: SessionsWorld;
  let ahead = 0;

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
    world = await SessionsWorld.create({ kept: 'cookie', sessions: { idleLimitSeconds: 4 * 3_600 } });
  });

  afterAll(async () => {
    await world.stop();
    jest.restoreAllMocks();
  });

  it('ends copies of the cookies too, although the tokens in them have expired', async () => {
    const alice = world.browser();
    await world.signIn(alice);
    const csrfToken = await world.csrfToken(alice);
    const thief = world.browser();
    for (const [name, cookie] of alice.copyJar(ORIGIN)) thief.jar(ORIGIN).set(name, cookie);
    ahead += 65 * 60_000;
    const before = globalThis.fetch;
    const outage = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation((input, init) =>
        (input instanceof Request ? input.url : input.toString()).includes('/oauth2/')
          ? Promise.reject(new TypeError('fetch failed'))
          : before(input, init),
      );
    const headers = { 'x-csrf-token': csrfToken, accept: 'application/json' };
    const answer = await alice.fetch(`${ORIGIN}/auth/logout`, { method: 'POST', headers });
    outage.mockRestore();
    expect([answer.status, alice.jar(ORIGIN).size]).toEqual([200, 0]);
    expect((await thief.fetch(`${ORIGIN}/me`)).status).toBe(401);
  });
});
