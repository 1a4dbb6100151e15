import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CastellanModule, type CastellanOptions } from 'castellan';
import { authRouter, createCastellan } from 'castellan/express';
import { AuthController, UserPoolService } from 'castellan/user-pool';
import express from 'express';
import { ORIGIN, type RunningApp, SessionsWorld } from '../browser-sessions/sessions-world.js';
import { listeningApp } from '../support/nest-app.js';

function usersOf({ userPools }: CastellanOptions): UserPoolService {
  const { userPoolId, issuer, endpoint } = userPools[0]!;
  return new UserPoolService({
    userPoolId,
    issuer: String(issuer),
    endpoint: endpoint!,
    clientId: 'web_client',
    timeoutMilliseconds: 60_000,
  });
}

async function startNest(settings: CastellanOptions): Promise<RunningApp> {
  const users = usersOf(settings);
  const { app, url } = await listeningApp('Fastify', {
    imports: [CastellanModule.forRoot(settings)],
    providers: [{ provide: UserPoolService, useValue: users }],
    controllers: [AuthController({ path: 'account' })],
  });
  return {
    url,
    stop: async () => {
      await app.close();
      users.close();
    },
  };
}

async function startExpress(settings: CastellanOptions): Promise<RunningApp> {
  const users = usersOf(settings);
  const castellan = createCastellan(settings);
  const app = express();
  app.use(castellan.sessionRoutes());
  app.use('/account', authRouter(castellan, users));
  app.use(castellan.errorHandler());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      users.close();
      await castellan.close();
    },
  };
}

describe.each([
  ['Nest on Fastify', startNest],
  ['Express', startExpress],
] as const)('the routes of an account for a browser with a session on %s', (_name, start) => {
  let world: SessionsWorld;

  beforeAll(async () => {
    world = await SessionsWorld.create({ start });
  });
  afterAll(() => world.stop());

  it('need no token, and the proof that a page of the application asks', async () => {
    const browser = world.browser();
    expect((await browser.fetch(`${ORIGIN}/account/me`)).status).toBe(401);
    await world.signIn(browser);
    const me = await browser.fetch(`${ORIGIN}/account/me`);
    expect([me.status, me.json()]).toEqual([200, expect.objectContaining({ username: 'alice' })]);

    const change = async (headers: Record<string, string>): Promise<number> => {
      const { status } = await browser.fetch(`${ORIGIN}/account/me`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ attributes: { nickname: 'al' } }),
      });
      return status;
    };
    expect(await change({})).toBe(403);
    expect(await change({ 'x-csrf-token': await world.csrfToken(browser) })).toBe(200);
  });
});
