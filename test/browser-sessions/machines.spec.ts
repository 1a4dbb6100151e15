import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RedisCredentialsStore } from 'castellan/redis';
import { MemorySessionStore } from 'castellan/user-pool';
import { ORIGIN, SECRET, SessionsWorld } from './sessions-world.js';

const MINUTE = 60_000;
const realNow = Date.now.bind(Date);
const NEWER = 'aN0therSecret-0f_theTests.0987654321';
const SERVER = ['redis-server', 'valkey-server'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
const describeWithRedis = SERVER === undefined ? describe.skip : describe;
if (SERVER === undefined) {
  process.stderr.write(
    'SKIPPED: sessions in Redis, because neither redis-server nor valkey-server is installed.\n',
  );
}

describeWithRedis('machines that share sessions in Redis', () => {
  let ahead = 0;
  let folder: string;
  let redis: ChildProcess;
  let one: SessionsWorld;
  let other: SessionsWorld;
  let hasty: SessionsWorld;

  const socket = (): string => path.join(folder, 'redis.sock');
  const store = (): RedisCredentialsStore =>
    new RedisCredentialsStore({
      client: { socket: { path: socket(), tls: false } },
      prefix: 'castellan:sessions',
    });

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
    folder = mkdtempSync(path.join(tmpdir(), 'castellan-sessions-'));
    redis = spawn(
      SERVER ?? 'redis-server',
      [
        '--port',
        '0',
        '--unixsocket',
        socket(),
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'yes',
        '--appendfsync',
        'always',
      ],
      { stdio: 'ignore' },
    );
    while (!existsSync(socket())) await wait(10);
    const shared = store();
    one = await SessionsWorld.create({
      sessions: { store: shared },
      client: { refreshTokenRotation: { retryGracePeriodSeconds: 0 } },
    });
    other = await SessionsWorld.create({ sessions: { store: store() }, beside: one, door: 'Express alone' });
    // Its store is connected already: it asks Redis only where a test stops it.
    hasty = await SessionsWorld.create({
      sessions: { store: shared, timeoutMilliseconds: 50 },
      beside: one,
    });
  });

  afterAll(async () => {
    await hasty.stop();
    await other.stop();
    await one.stop();
    redis.kill();
    await once(redis, 'exit');
    rmSync(folder, { recursive: true, force: true });
    jest.restoreAllMocks();
  });

  it('knows on one what was signed in on the other, and signs out on both', async () => {
    const browser = one.browser();
    await one.signIn(browser);
    const elsewhere = other.browser();
    for (const [name, cookie] of browser.copyJar(ORIGIN)) elsewhere.jar(ORIGIN).set(name, cookie);
    expect((await elsewhere.fetch(`${ORIGIN}/me`)).json()).toMatchObject({ username: 'alice' });
    await elsewhere.open(`${ORIGIN}/auth/logout`, { from: ORIGIN });
    expect((await browser.fetch(`${ORIGIN}/me`)).status).toBe(401);
  });

  it('renews tokens once for both', async () => {
    const browser = one.browser();
    await one.signIn(browser);
    const elsewhere = other.browser();
    for (const [name, cookie] of browser.copyJar(ORIGIN)) elsewhere.jar(ORIGIN).set(name, cookie);
    for (let hour = 0; hour < 2; hour += 1) {
      // Kept in use, or the session would end.
      for (let part = 0; part < 3; part += 1) {
        ahead += 21 * MINUTE;
        const answers = await Promise.all(
          [browser, elsewhere, browser, elsewhere].map((each) => each.fetch(`${ORIGIN}/me`)),
        );
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      }
    }
  });

  it('keeps nothing there that can be read', async () => {
    const browser = one.browser();
    await one.signIn(browser);
    const [, handle] = [...browser.jar(ORIGIN)][0] ?? [];
    const [file = ''] = [`${folder}/appendonlydir`].filter((name) => existsSync(name));
    const written = spawnSync('sh', ['-c', `cat '${file}'/*`], { encoding: 'latin1' }).stdout;
    expect(written.length).toBeGreaterThan(1_000);
    expect(/eyJ[\w-]+[.]eyJ/.test(written)).toBe(false);
    expect(written.includes('alice')).toBe(false);
    expect(written.includes(handle!.value.split('.')[0] ?? '')).toBe(false);
  });

  it('answers 503 while Redis cannot be asked, and forgets nobody', async () => {
    const browser = one.browser();
    await one.signIn(browser);
    const waiting = hasty.browser();
    for (const [name, cookie] of browser.copyJar(ORIGIN)) waiting.jar(ORIGIN).set(name, cookie);
    redis.kill('SIGSTOP');
    try {
      const answer = await waiting.fetch(`${ORIGIN}/me`);
      expect([answer.status, answer.json().code]).toEqual([503, 'session_unavailable']);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect((await hasty.browser().fetch(`${ORIGIN}/`)).status).toBe(200);
    } finally {
      redis.kill('SIGCONT');
    }
    expect((await browser.fetch(`${ORIGIN}/me`)).status).toBe(200);
  });
});

describe('a ring of secrets', () => {
  it.each(['cookie', 'memory'] as const)('goes on with sessions of an older secret, in %s', async (kept) => {
    const store = kept === 'cookie' ? ('cookie' as const) : new MemorySessionStore();
    const before = await SessionsWorld.create({ sessions: { store } });
    const after = await SessionsWorld.create({
      sessions: { store, secrets: [NEWER, SECRET] },
      beside: before,
    });
    const without = await SessionsWorld.create({ sessions: { store, secrets: [NEWER] }, beside: before });
    try {
      const browser = before.browser();
      await before.signIn(browser);
      const statusAt = async (world: SessionsWorld): Promise<number> => {
        const same = world.browser();
        for (const [name, cookie] of browser.copyJar(ORIGIN)) same.jar(ORIGIN).set(name, cookie);
        return (await same.fetch(`${ORIGIN}/me`)).status;
      };
      expect([await statusAt(before), await statusAt(after), await statusAt(without)]).toEqual([
        200, 200, 401,
      ]);
    } finally {
      await without.stop();
      await after.stop();
      await before.stop();
    }
  });
});

describe('an outage of Cognito', () => {
  it('does not end sessions whose tokens are good, and answers 503 for the others', async () => {
    let now = realNow();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const world = await SessionsWorld.create({ sessions: { idleLimitSeconds: 7_200 } });
    const app = world.browser();
    try {
      await world.signIn(app);
      await app.fetch(`${ORIGIN}/me`);
      await world.sandbox.stop();
      now += 60 * MINUTE - 30_000;
      expect((await app.fetch(`${ORIGIN}/me`)).status).toBe(200);
      now += 5 * MINUTE;
      const answer = await app.fetch(`${ORIGIN}/me`);
      expect([answer.status, answer.json().code]).toEqual([503, 'session_unavailable']);
      expect(app.jar(ORIGIN).size).toBeGreaterThan(0);
      const login = await app.visit(`${ORIGIN}/auth/login`);
      // The discovery document is known already.
      expect(login.status).toBe(303);
    } finally {
      jest.restoreAllMocks();
      await world.stop();
    }
  });
});
