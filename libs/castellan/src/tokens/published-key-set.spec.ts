import { createKeySetFetcher } from './key-set-fetcher.js';
import { PublishedKeySet, type PublishedKeySetOptions } from './published-key-set.js';
import {
  CLIENT_ID,
  LoopbackServer,
  makeKey,
  POOL_ID,
  readPools,
  refusal,
  serveKeys,
} from './token-fixtures.spec-helper.js';

const [one, two, three] = [makeKey('one'), makeKey('two'), makeKey('three')] as const;
const server = new LoopbackServer(serveKeys(one.jwk));
const fail = () => {
  server.handler = (_request, response) => response.writeHead(500).end();
};
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
let now: number;

function keySet(options: Partial<PublishedKeySetOptions> = {}) {
  const [pool] = readPools([
    {
      name: 'customers',
      userPoolId: POOL_ID,
      clientIds: [CLIENT_ID],
      tokenUse: 'access',
      issuer: `${server.origin}/${POOL_ID}`,
    },
  ]);
  return new PublishedKeySet(pool!, {
    fetchKeySet: createKeySetFetcher({ fetch, timeoutMs: 1_000 }),
    clock: () => now,
    ...options,
  });
}

async function settled(keys: PublishedKeySet): Promise<void> {
  while (keys.status.loading) await new Promise((resolve) => setTimeout(resolve, 5));
}

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  now = 1_800_000_000_000;
  server.requests = 0;
  server.handler = serveKeys(one.jwk);
});

describe('PublishedKeySet', () => {
  it('asks for nothing until a key is needed', () => {
    const keys = keySet();
    expect(keys.status).toEqual({
      pool: 'customers',
      jwksUri: `${server.origin}/${POOL_ID}/.well-known/jwks.json`,
      pinned: false,
      keyCount: 0,
      refusedKeys: [],
      loadedAt: undefined,
      loading: false,
      lastFailure: undefined,
    });
    expect(server.requests).toBe(0);
  });

  it('loads once for a thousand concurrent first requests', async () => {
    const keys = keySet();
    const found = await Promise.all(Array.from({ length: 1_000 }, () => keys.find('one')));
    expect(new Set(found).size).toBe(1);
    expect(server.requests).toBe(1);
    expect(keys.ready('one')).toBe(found[0]);
    expect(await keys.find('one')).toBe(found[0]);
    expect(keys.status).toMatchObject({ keyCount: 1, loadedAt: now, loading: false });
  });

  it('refuses an unknown key after a first load, without another one', async () => {
    expect(await refusal(keySet().find('unknown'))).toBe('token_key_unknown');
    expect(server.requests).toBe(1);
  });

  it.each(['__proto__', 'constructor', 'toString', '../one', 'one\r\n'])(
    'does not know the key %j',
    async (kid) => {
      const keys = keySet();
      await keys.warmUp();
      expect(await refusal(keys.find(kid))).toBe('token_key_unknown');
    },
  );

  it('finds a key that was rotated in, with one load for all who wait', async () => {
    const keys = keySet();
    await keys.warmUp();
    server.handler = serveKeys(one.jwk, two.jwk);
    const found = await Promise.all(Array.from({ length: 100 }, () => keys.find('two')));
    expect(new Set(found).size).toBe(1);
    expect(server.requests).toBe(2);
  });

  it('serves known keys and loads once in ten seconds during a flood of made-up ones', async () => {
    const keys = keySet();
    await keys.warmUp();
    for (let i = 0; i < 600; i += 1) {
      now += 100;
      expect(await refusal(keys.find(`made-up-${i}`))).toBe('token_key_unknown');
      expect(keys.ready('one')).toBeDefined();
    }
    expect(server.requests - 1).toBeLessThanOrEqual(6);
  });

  it('finds a key that is rotated in during such a flood within two seconds', async () => {
    const keys = keySet();
    await keys.warmUp();
    for (let i = 0; i < 50; i += 1) await refusal(keys.find(`before-${i}`));
    server.handler = serveKeys(one.jwk, two.jwk);
    const rotatedAt = now;
    let outcome = '';
    for (let i = 0; outcome !== 'accepted'; i += 1) {
      now += 100;
      await refusal(keys.find(`after-${i}`));
      outcome = await refusal(keys.find('two'));
    }
    expect(now - rotatedAt).toBeLessThanOrEqual(2_000);
  });

  it('asks again when the load it waited for had begun before', async () => {
    const keys = keySet();
    const answers: (() => void)[] = [];
    server.handler = (request, response) => {
      const publish = serveKeys(...(answers.length === 0 ? [one.jwk] : [one.jwk, two.jwk]));
      answers.push(() => publish(request, response));
      if (answers.length > 1) answers[1]!();
    };
    const first = keys.find('one');
    const second = keys.find('two');
    while (answers.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    answers[0]!();
    await expect(first).resolves.toBeDefined();
    await expect(second).resolves.toBeDefined();
    expect(server.requests).toBe(2);
  });

  it('refreshes in the background before the keys grow old, and keeps unchanged keys as they are', async () => {
    const keys = keySet();
    const key = await keys.find('one');
    now += 8 * MINUTE;
    server.handler = serveKeys(one.jwk, two.jwk);
    expect(keys.ready('one')).toBe(key);
    expect(keys.status.loading).toBe(true);
    await settled(keys);
    expect(server.requests).toBe(2);
    expect(keys.ready('one')).toBe(key);
    expect(keys.ready('two')).toBeDefined();
  });

  it('refuses a key that was removed, once the keys are ten minutes old', async () => {
    const keys = keySet();
    await keys.find('one');
    server.handler = serveKeys(two.jwk);
    now += 10 * MINUTE;
    expect(keys.ready('one')).toBeUndefined();
    expect(await refusal(keys.find('one'))).toBe('token_key_unknown');
    expect(server.requests).toBe(2);
  });

  it('counts the age of keys from when they were asked for', async () => {
    const askedAt = now;
    server.handler = (request, response) => {
      now += SECOND;
      serveKeys(one.jwk)(request, response);
    };
    const keys = keySet();
    await keys.find('one');
    expect(keys.status.loadedAt).toBe(askedAt);
  });

  it('tells of a key it does not use, once for as long as the set has it', async () => {
    const told: unknown[] = [];
    const keys = keySet({
      onRefusedKey: (key) => {
        told.push(key);
        throw new Error('The log is full.');
      },
    });
    server.handler = serveKeys(one.jwk, { ...two.jwk, use: 'enc' });
    await keys.find('one');
    now += 10 * MINUTE;
    await keys.find('one');
    expect(told).toEqual([expect.objectContaining({ index: 1, reason: 'its use is not sig' })]);
  });

  it('uses no key any more when the set is empty, and calls that an outage', async () => {
    const keys = keySet();
    await keys.find('one');
    server.handler = serveKeys();
    now += 10 * MINUTE;
    expect(await refusal(keys.find('one'))).toBe('key_set_unavailable');
    expect(keys.status).toMatchObject({ keyCount: 0, lastFailure: { at: now } });

    server.handler = serveKeys(one.jwk);
    now += SECOND;
    await expect(keys.find('one')).resolves.toBeDefined();
  });

  it('takes a key whose numbers changed for another key', async () => {
    const keys = keySet();
    const before = await keys.find('one');
    server.handler = serveKeys({ ...two.jwk, kid: 'one' });
    now += 10 * MINUTE;
    expect(await keys.find('one')).not.toBe(before);
  });

  it('uses the good keys of a set and lists the others', async () => {
    server.handler = serveKeys({ ...one.jwk, use: 'enc' }, two.jwk, { ...three.jwk, alg: 'PS256' });
    const keys = keySet();
    await expect(keys.find('two')).resolves.toBeDefined();
    expect(await refusal(keys.find('one'))).toBe('token_key_unknown');
    expect(keys.status).toMatchObject({
      keyCount: 1,
      refusedKeys: [
        { index: 0, reason: 'its use is not sig' },
        { index: 2, reason: 'its alg is not RS256' },
      ],
    });
  });

  it('serves known keys for a day while the endpoint is down, and then says so', async () => {
    const keys = keySet();
    const key = await keys.find('one');
    fail();
    now += 11 * MINUTE;
    expect(await keys.find('one')).toBe(key);
    expect(keys.ready('one')).toBe(key);
    expect(keys.status.lastFailure).toEqual({
      since: now,
      at: now,
      reason: 'it answered with status 500, not 200',
    });
    now += 23 * HOUR;
    expect(keys.ready('one')).toBeUndefined();
    expect(await keys.find('one')).toBe(key);
    await settled(keys);
    now += HOUR;
    expect(keys.ready('one')).toBeUndefined();
    expect(await refusal(keys.find('one'))).toBe('key_set_unavailable');
    server.handler = serveKeys(one.jwk);
    now += 10 * SECOND;
    await expect(keys.find('one')).resolves.toBeDefined();
    expect(keys.status.lastFailure).toBeUndefined();
  });

  it('does not say that a key is unknown while the endpoint is down', async () => {
    const keys = keySet();
    await keys.warmUp();
    fail();
    expect(await refusal(keys.find('two'))).toBe('key_set_unavailable');
    server.handler = serveKeys(one.jwk, two.jwk);
    now += SECOND;
    await expect(keys.find('two')).resolves.toBeDefined();
  });

  it('finds a rotated key after an outage as soon as the pause of the failed loads is over', async () => {
    const keys = keySet();
    await keys.warmUp();
    fail();
    for (let i = 0; i < 50; i += 1) {
      now += 100;
      await refusal(keys.find(`made-up-${i}`));
      await refusal(keys.find('two'));
    }
    server.handler = serveKeys(one.jwk, two.jwk);
    const backAt = now;
    while ((await refusal(keys.find('two'))) !== 'accepted') now += 100;
    expect(now - backAt).toBeLessThan(4_000);
  });

  it.each([
    ['answers 500', fail],
    ['resets the connection', () => (server.handler = (request) => request.socket.destroy())],
    ['hangs', () => (server.handler = () => undefined)],
    [
      'redirects',
      () => (server.handler = (_, response) => response.writeHead(302, { location: '/x' }).end()),
    ],
    [
      'sends HTML',
      () =>
        (server.handler = (_, response) =>
          response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')),
    ],
    [
      'sends too much',
      () =>
        (server.handler = (_, response) =>
          response.writeHead(200, { 'content-type': 'application/json' }).end(' '.repeat(300 * 1024))),
    ],
  ])('says that a cold key set is not available when the endpoint %s', async (_, breakDown) => {
    breakDown();
    const keys = keySet();
    await expect(keys.find('one')).rejects.toMatchObject({
      code: 'key_set_unavailable',
      httpStatus: 503,
      retryAfterSeconds: 1,
      message: expect.stringMatching(
        /^The keys of user pool customers cannot be loaded from http:\/\/127\S+: .+\. The next attempt is made in 1 s\.$/,
      ),
    });
    expect(server.requests).toBe(1);
  });

  it('spaces out failing loads, however many requests come', async () => {
    fail();
    const keys = keySet();
    const retryAfter: unknown[] = [];
    for (let i = 0; i < 600; i += 1) {
      const error: unknown = await keys.find(`k${i % 7}`).catch((reason: unknown) => reason);
      retryAfter.push((error as { retryAfterSeconds: unknown }).retryAfterSeconds);
      now += 50;
    }
    // After 0, 1, 3, 7, 15 and 25 seconds of the 30.
    expect(server.requests).toBe(6);
    expect(Math.max(...(retryAfter as number[]))).toBe(10);
    expect(Math.min(...(retryAfter as number[]))).toBe(1);
    now += 10 * SECOND;
    server.handler = serveKeys(one.jwk);
    await expect(keys.find('one')).resolves.toBeDefined();
  });

  it('loads keys again that come from the future, because the clock was set back', async () => {
    const keys = keySet();
    await keys.find('one');
    now -= 25 * HOUR;
    expect(keys.ready('one')).toBeUndefined();
    await expect(keys.find('one')).resolves.toBeDefined();
    expect(keys.status.loadedAt).toBe(now);
  });

  describe('warmUp', () => {
    it('loads the keys, once', async () => {
      const keys = keySet();
      await Promise.all([keys.warmUp(), keys.warmUp()]);
      await keys.warmUp();
      expect(keys.ready('one')).toBeDefined();
      expect(server.requests).toBe(1);
    });

    it('does not wait for a refresh of keys that are still good', async () => {
      const keys = keySet();
      await keys.warmUp();
      now += 9 * MINUTE;
      await keys.warmUp();
      expect(keys.status.loading).toBe(true);
      await settled(keys);
      expect(keys.status.loadedAt).toBe(now);
    });

    it('says when the keys cannot be loaded', async () => {
      fail();
      expect(await refusal(keySet().warmUp())).toBe('key_set_unavailable');
    });

    it('is content with known keys while the endpoint is down', async () => {
      const keys = keySet();
      await keys.warmUp();
      fail();
      now += HOUR;
      await expect(keys.warmUp()).resolves.toBeUndefined();
    });
  });
});
