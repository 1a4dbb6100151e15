import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import type { CastellanOptions } from 'castellan';
import { authenticated, createCastellan } from 'castellan/express';
import express from 'express';
import type { Browser } from './browser.js';
import { ORIGIN, type RunningApp, SessionsWorld } from './sessions-world.js';

const MINUTE = 60_000;
const realNow = Date.now.bind(Date);

async function start(settings: CastellanOptions): Promise<RunningApp> {
  const log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
  const [users] = settings.userPools;
  const staff = { ...users!, name: 'staff', userPoolId: 'eu-west-1_StaffOnly', issuer: undefined };
  const castellan = createCastellan({
    ...settings,
    userPools: [
      users!,
      { ...staff, issuer: String(users!.issuer).replace(users!.userPoolId, staff.userPoolId) },
    ],
    log,
  });
  await castellan.ready();
  const app = express();
  app.use((request, response, next) => {
    next();
    if (request.query.late !== undefined) response.end('too late');
  });
  app.use(castellan.sessionRoutes());
  app.use('/staff', castellan.authenticate({ pools: ['staff'] }));
  app.use(castellan.authenticate());
  app.get('/me', castellan.require(authenticated()), (_request, response) => void response.json({}));
  app.use(castellan.errorHandler());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await castellan.close();
    },
  };
}

describe('answers to browsers, on Express alone', () => {
  let world: SessionsWorld;
  let browser: Browser;
  let ahead = 0;

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
    world = await SessionsWorld.create({
      start,
      kept: 'cookie',
      client: { refreshTokenRotation: { retryGracePeriodSeconds: 0 } },
      sessions: { idleLimitSeconds: 4 * 3_600 },
    });
    browser = world.browser();
  });

  afterAll(async () => {
    await world.stop();
    jest.restoreAllMocks();
  });

  it('carry the cookies of a session that was renewed although its user is refused', async () => {
    await world.signIn(browser);
    ahead += 65 * MINUTE;
    const refused = await browser.fetch(`${ORIGIN}/staff`);
    expect([refused.status, refused.json().code]).toEqual([401, 'token_pool_not_allowed']);
    // By now nobody remembers what the refresh token of the old cookies was rotated to.
    ahead += 2 * MINUTE;
    expect((await browser.fetch(`${ORIGIN}/me`)).status).toBe(200);
  });

  it('do not end the process where something of the application was faster', async () => {
    const [login] = world.sessions.routes;
    const handle = jest.spyOn(login!, 'handle');
    expect((await browser.fetch(`${ORIGIN}/auth/login?late`)).text).toBe('too late');
    while (handle.mock.results.length === 0) await wait(1);
    await handle.mock.results[0]?.value;
    await setImmediate();
    expect((await browser.fetch(`${ORIGIN}/me`)).status).toBe(200);
  });
});
