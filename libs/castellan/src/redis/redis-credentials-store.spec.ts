import { randomBytes } from 'node:crypto';
import { createClient } from '@redis/client';
import { IdTokens, type TokenOptions } from '../credentials/id-tokens.spec-helper.js';
import type { IdentityPoolOptions } from '../credentials/index.js';
import { IdentityPoolCredentials } from '../credentials/index.js';
import {
  IDENTITY_POOL_ID,
  IdentityPoolServer,
  identityIdFrom,
} from '../credentials/identity-pool-server.spec-helper.js';
import { NO_LIMITS } from '../credentials/pool-setup.spec-helper.js';
import { RedisCredentialsStore } from './redis-credentials-store.js';
import { describeWithRedis, RedisServer, until } from './redis-server.spec-helper.js';

const HOUR = 3_600_000;
const newSecret = () => randomBytes(32).toString('base64');

describeWithRedis('machines that share credentials in Redis', () => {
  const tokens = new IdTokens();
  const redis = new RedisServer();
  const secret = newSecret();
  const machines: IdentityPoolCredentials[] = [];
  const stores: RedisCredentialsStore[] = [];
  let aws: IdentityPoolServer;
  let now: number;
  let errors: Error[];

  beforeEach(async () => {
    now = Math.floor(Date.now() / 1_000) * 1_000;
    errors = [];
    aws = await IdentityPoolServer.start();
    aws.clock = () => now;
    await redis.start();
  });

  afterEach(async () => {
    for (const machine of machines.splice(0)) machine.close();
    for (const store of stores.splice(0)) await store.close();
    await redis.stop({ loseData: true });
    await aws.stop();
  });

  afterAll(() => redis.remove());

  async function newMachine({
    secrets = [secret],
    timeoutMilliseconds = 5_000,
    ...options
  }: Partial<IdentityPoolOptions> & { secrets?: string[]; timeoutMilliseconds?: number } = {}) {
    const store = new RedisCredentialsStore({ client: redis.client });
    const machine = new IdentityPoolCredentials({
      identityPool: {
        identityPoolId: IDENTITY_POOL_ID,
        endpoint: aws.endpoint,
        timeoutMilliseconds: 60_000,
        callLimits: NO_LIMITS,
        shared: { store, secrets, timeoutMilliseconds, onError: (error) => errors.push(error) },
        ...options,
      },
      clock: () => now,
    });
    machines.push(machine);
    await machine.open();
    return machine;
  }

  async function newStore(prefix?: string): Promise<RedisCredentialsStore> {
    const store = new RedisCredentialsStore({
      client: redis.client,
      ...(prefix !== undefined && { prefix }),
    });
    stores.push(store);
    const nothing = () => undefined;
    await store.open({ onMessage: nothing, onReconnected: nothing, onError: nothing });
    return store;
  }

  const identity = (sub = 'alice', options: TokenOptions = {}) =>
    tokens.identity({ sub, issuedAt: now, ...options });
  const groups = (...names: string[]) => ({ claims: { 'cognito:groups': names } });
  const exchanges = () => [aws.count('GetId'), aws.count('GetCredentialsForIdentity')];

  async function inRedis<T>(use: (client: ReturnType<typeof createClient>) => Promise<T>): Promise<T> {
    const client = createClient(redis.client) as ReturnType<typeof createClient>;
    await client.connect();
    try {
      return await use(client);
    } finally {
      client.destroy();
    }
  }

  const allKeys = () => inRedis(async (client) => (await client.keys('*')).sort());
  const lives = () =>
    inRedis(async (client) => {
      const keys = await client.keys('*');
      return (await Promise.all(keys.map((key) => client.pTTL(key)))).sort((a, b) => a - b);
    });

  it('exchange a token once, whichever of them needs the credentials', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    const credentials = await first.credentials(identity());

    expect((await second.credentials(identity())).accessKeyId).toBe(credentials.accessKeyId);
    expect(exchanges()).toEqual([1, 1]);
    expect(second.health).toMatchObject({
      sharing: 'on',
      counters: { sharedHits: 1, flights: 0, misses: 1 },
    });
    expect(first.health.counters).toMatchObject({ sharedHits: 0, flights: 1 });
  });

  it('wait for the one of them that is fetching', async () => {
    const all = await Promise.all([newMachine(), newMachine(), newMachine()]);
    aws.latency = 100;
    const got = await Promise.all(
      all.flatMap((machine) => [1, 2, 3].map(() => machine.credentials(identity()))),
    );

    expect(new Set(got.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['ASIA.alice.1']));
    expect(exchanges()).toEqual([1, 1]);
    expect(errors).toEqual([]);
  });

  it('each fetch their own when the one that was fetching takes too long', async () => {
    const impatient = { callLimits: { ...NO_LIMITS, deadlineMilliseconds: 1_000 } };
    let release = (): void => undefined;
    const slow = await newMachine();
    const quick = await newMachine(impatient);
    aws.held = new Promise((resolve) => (release = resolve));
    const late = slow.credentials(identity());
    await until(() => aws.count('GetId') === 1);
    aws.held = undefined;

    expect((await quick.credentials(identity())).accessKeyId).toBe('ASIA.alice.1');
    release();
    expect((await late).accessKeyId).toBe('ASIA.alice.2');
  });

  it('let another one try when one fails', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    aws.latency = 50;
    aws.failNext('GetId', {
      type: 'NotAuthorizedException',
      message: 'Invalid login token. Token expired: 2 >= 1',
    });
    const refused = first.credentials(identity()).catch((error: unknown) => error);
    await until(() => aws.count('GetId') === 1);

    expect((await second.credentials(identity())).accessKeyId).toBe('ASIA.alice.1');
    expect(await refused).toMatchObject({ code: 'token_expired' });
  });

  it('show neither users nor secrets in a dump of Redis', async () => {
    const machine = await newMachine();
    const token = identity('alice', groups('admins'));
    await machine.credentials(token);
    await machine.evict(token.principal);
    const dump = await inRedis(async (client) => {
      const keys = await client.keys('*');
      const values = await Promise.all(keys.map((key) => client.get(key)));
      return [
        ...keys,
        ...values.map((value) => `${value} ${Buffer.from(value ?? '', 'base64').toString('latin1')}`),
      ];
    });

    expect(dump.length).toBeGreaterThanOrEqual(6);
    for (const told of ['alice', 'admins', 'SENTINEL', 'ASIA', 'eu-west-1', secret, token.revealIdToken()]) {
      expect(dump.join('\n')).not.toContain(told);
    }
  });

  it('keep credentials for as long as they may be served, and identity IDs for good', async () => {
    const machine = await newMachine();
    await machine.credentials(identity());
    await until(() => machine.health.sharing === 'on');

    const [forGood, served, ...others] = await lives();
    expect(forGood).toBe(-1);
    expect(served).toBeLessThanOrEqual(HOUR - 60_000);
    expect(served).toBeGreaterThan(HOUR - 120_000);
    expect(others.every((life) => life > 24 * HOUR)).toBe(true);
  });

  it('keep them no longer than maxAgeSeconds', async () => {
    const machine = await newMachine({ maxAgeSeconds: 900 });
    await machine.credentials(identity());
    expect((await lives())[1]).toBeLessThanOrEqual(900_000);
  });

  it('take what was tampered with, swapped or written by others for nothing', async () => {
    const first = await newMachine();
    await first.credentials(identity('alice'));
    const alices = await allKeys();
    await first.credentials(identity('bob'));
    await inRedis(async (client) => {
      const bobs = (await client.keys('*')).filter((key) => !alices.includes(key));
      const values = await Promise.all(bobs.map((key) => client.get(key)));
      // Whatever is Bob's, under every name of Alice's; and rubbish under Bob's names.
      for (const [index, key] of alices.entries()) await client.set(key, values[index % values.length] ?? '');
      for (const key of bobs) await client.set(key, 'AAAA');
    });

    const second = await newMachine();
    expect((await second.credentials(identity('alice'))).accessKeyId).toBe('ASIA.alice.3');
    expect((await second.credentials(identity('bob'))).accessKeyId).toBe('ASIA.bob.4');
  });

  it('go on alone with other secrets, and understand each other while secrets are changed', async () => {
    const next = newSecret();
    const [before, stranger] = [await newMachine(), await newMachine({ secrets: [newSecret()] })];
    const credentials = await before.credentials(identity());
    expect((await stranger.credentials(identity())).accessKeyId).not.toBe(credentials.accessKeyId);

    const prepared = await newMachine({ secrets: [secret, next] });
    const changed = await newMachine({ secrets: [next, secret] });
    expect((await changed.credentials(identity())).accessKeyId).toBe(credentials.accessKeyId);
    const bobs = await changed.credentials(identity('bob'));
    expect((await prepared.credentials(identity('bob'))).accessKeyId).toBe(bobs.accessKeyId);

    await before.evict(identity('alice').principal);
    await until(async () => (await changed.credentials(identity())).accessKeyId !== credentials.accessKeyId);
  });

  it('share the identity ID, and forget it together when it is wrong', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    expect(await first.identityId(identity())).toBe(aws.identityIdOf('alice'));
    expect(await second.identityId(identity())).toBe(aws.identityIdOf('alice'));
    expect(aws.count('GetId')).toBe(1);

    aws.moveTo('alice', identityIdFrom('moved'));
    aws.failNext('GetCredentialsForIdentity', {
      type: 'NotAuthorizedException',
      message: "Logins don't match.",
    });
    expect((await second.credentials(identity())).identityId).toBe(identityIdFrom('moved'));
    expect(aws.count('GetId')).toBe(2);
    expect(await (await newMachine()).identityId(identity())).toBe(identityIdFrom('moved'));
    expect(aws.count('GetId')).toBe(2);
  });

  it('evict together', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    const told: string[] = [];
    second.onEviction((user) => told.push(user));
    const before = await second.credentials(identity());
    await second.credentials(identity('bob'));

    expect(await first.evict(identity().principal)).toBe(true);
    await until(() => told.length === 1);
    const third = await newMachine();
    const after = await Promise.all([second, third].map((machine) => machine.credentials(identity())));
    expect(after[0]?.accessKeyId).not.toBe(before.accessKeyId);
    expect(after[1]?.accessKeyId).toBe(after[0]?.accessKeyId);
    expect((await second.credentials(identity('bob'))).accessKeyId).toBe('ASIA.bob.2');
    expect(aws.count('GetId')).toBe(2);
  });

  it('do not keep what was fetched while its user was evicted', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    aws.latency = 100;
    const early = first.credentials(identity());
    await until(() => aws.count('GetCredentialsForIdentity') === 1);
    await second.evict(identity().principal);
    expect((await early).accessKeyId).toBe('ASIA.alice.1');

    expect((await (await newMachine()).credentials(identity())).accessKeyId).toBe('ASIA.alice.2');
  });

  it('refuse an older token with other groups wherever a newer one was seen', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    const admin = identity('alice', groups('admins'));
    const before = await first.credentials(admin);
    now += 1_000;
    const plain = identity('alice', groups());
    expect((await second.credentials(plain)).accessKeyId).not.toBe(before.accessKeyId);

    await until(() => first.health.counters.superseded > 0 || isSuperseded(first, admin));
    await expect(first.credentials(admin)).rejects.toMatchObject({
      code: 'token_superseded',
      httpStatus: 401,
    });
    await expect((await newMachine()).credentials(admin)).rejects.toMatchObject({ code: 'token_superseded' });
    expect((await first.credentials(plain)).accessKeyId).toBe('ASIA.alice.2');
    expect(aws.count('GetCredentialsForIdentity')).toBe(2);
  });

  it('take over what another one has renewed', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    await Promise.all([first.credentials(identity()), second.credentials(identity())]);
    now += 0.86 * HOUR;
    await first.credentials(identity());
    await until(() => aws.count('GetCredentialsForIdentity') === 2);
    await untilKey(first, 'ASIA.alice.2');

    await second.credentials(identity());
    await untilKey(second, 'ASIA.alice.2');
    expect(aws.count('GetCredentialsForIdentity')).toBe(2);
  });

  it('go on alone while Redis is away, and together when it is back', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    const before = await first.credentials(identity());
    await redis.stop();
    await until(() => errors.length > 0);

    expect(await first.credentials(identity())).toBe(before);
    expect((await second.credentials(identity())).accessKeyId).toBe('ASIA.alice.2');
    expect(await first.evict(identity().principal)).toBe(false);
    expect(second.health.sharing).toBe('unreachable');

    await redis.start();
    await until(async () => first.evict(identity().principal));
    await until(async () => (await second.credentials(identity())).accessKeyId !== 'ASIA.alice.2');
    await until(() => second.health.sharing === 'on');
  });

  it('start without Redis, and find it later', async () => {
    await redis.stop();
    const machine = await newMachine({ timeoutMilliseconds: 50 });
    expect((await machine.credentials(identity())).accessKeyId).toBe('ASIA.alice.1');
    expect(machine.health.sharing).toBe('unreachable');

    await redis.start();
    await until(() => machine.evict(identity('bob').principal));
    expect((await (await newMachine()).credentials(identity())).accessKeyId).toBe('ASIA.alice.2');
  });

  it('wait only a moment for a Redis that hangs', async () => {
    const machine = await newMachine({ timeoutMilliseconds: 50 });
    redis.freeze();
    try {
      expect((await machine.credentials(identity())).accessKeyId).toBe('ASIA.alice.1');
      expect(errors[0]?.message).toContain('did not answer within 50 ms');
    } finally {
      redis.thaw();
    }
  });

  it('give a lock back only if it is theirs', async () => {
    const store = await newStore('other');
    expect(await store.lock('flight', 'first', 60_000)).toBe(true);
    await store.unlock('flight', 'second');
    expect(await store.lock('flight', 'second', 60_000)).toBe(false);
    await store.unlock('flight', 'first');
    expect(await store.lock('flight', 'second', 60_000)).toBe(true);
    expect(await allKeys()).toEqual(['other:flight']);
    await store.close();
    await expect(store.publish('news')).rejects.toThrow('not connected');
  });

  it('keep the newest of what is written with an order', async () => {
    const store = await newStore();
    expect(await store.writeNewest('mark', 2, 'second', 60_000)).toBeUndefined();
    expect(await store.writeNewest('mark', 1, 'first', 60_000)).toBe('second');
    expect(await store.read(['mark', 'nothing'])).toEqual(['second', undefined]);
    expect(await store.writeNewest('mark', 3, 'third', 60_000)).toBe('second');
    expect(await store.read(['mark'])).toEqual(['third']);
  });

  it.each([
    [{ client: redis.client, prefix: '' }, 'prefix: found an empty string.'],
    [{ client: {} }, 'client: found neither url nor socket.'],
    [{ client: redis.client, key: 'x' }, 'options: found "key", which is no option.'],
  ])('refuse wrong options %#', (options, message) => {
    expect(() => new RedisCredentialsStore(options)).toThrow(message);
  });

  function isSuperseded(machine: IdentityPoolCredentials, who: ReturnType<typeof identity>): boolean {
    try {
      machine.ownerOf(who);
      return false;
    } catch {
      return true;
    }
  }

  async function untilKey(machine: IdentityPoolCredentials, key: string): Promise<void> {
    await until(async () => (await machine.credentials(identity())).accessKeyId === key);
  }
});
