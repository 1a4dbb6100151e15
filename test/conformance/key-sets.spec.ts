import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { KeyServer } from '../support/key-server.js';
import { type Platform, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { expectGranted, expectInvalidToken, expectRefusal } from './expect-answer.js';
import { HTTP_DOORS, startHttpApi } from './http-doors.js';
import { type Exchange, ProtectedApi } from './protected-api.js';
import { CLIENT_ID, USER_POOL_ID, userPool } from './token-api.js';

const HOUR = 3_600;
const first = newSigningKey('first');
const second = newSigningKey('second');
const outage: RequestListener = (_request, response) => void response.writeHead(500).end();

const json = (body: string): RequestListener => {
  return (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(body);
  };
};

const keySet = JSON.stringify({ keys: [first.jwk] });
const NO_ANSWERS: readonly [string, RequestListener][] = [
  ['answers 500', outage],
  ['answers 404', (_request, response) => void response.writeHead(404).end(keySet)],
  ['answers 204', (_request, response) => void response.writeHead(204).end()],
  ['never answers', () => undefined],
  [
    'never ends its answer',
    (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.write(keySet.slice(0, -1));
    },
  ],
  ['closes the connection', (request) => void request.socket.destroy()],
  [
    'redirects to a good key set',
    (_request, response) => void response.writeHead(302, { location: '/eu-west-1_Good/jwks.json' }).end(),
  ],
  [
    'answers HTML',
    (_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(keySet);
    },
  ],
  ['answers more than 256 KiB', json(JSON.stringify({ keys: [first.jwk], filler: 'x'.repeat(257 * 1_024) }))],
  ['answers something that is not JSON', json(keySet.slice(0, -1))],
  ['answers a list', json(JSON.stringify([first.jwk]))],
  ['answers an object without keys', json('{}')],
  ['answers keys that are no list', json('{"keys":{}}')],
  ['answers nothing', json('')],
];

/** What Castellan waits for an answer, in milliseconds, and what it waits here. */
const PATIENCE = 3_000;
const IMPATIENCE = 300;

/** An address where nobody listens. */
async function deadOrigin(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

describe('a key set that cannot be had from a cold start', () => {
  const CASES = [...NO_ANSWERS.map(([given]) => given), 'is not there'];
  const answers = new Map<string, Exchange>();

  /** All at once, since some of them take as long as Castellan waits. */
  async function askAll(platform: Platform): Promise<void> {
    const keyServer = await KeyServer.start();
    keyServer.publish('eu-west-1_Good', [first.jwk]);
    const dead = await deadOrigin();
    const pools = CASES.map((_given, index) => {
      const userPoolId = `eu-west-1_Down${index}`;
      const answer = NO_ANSWERS[index]?.[1];
      if (answer === undefined) return userPool(keyServer, { userPoolId, issuer: `${dead}/${userPoolId}` });
      keyServer.answer(userPoolId, answer);
      return userPool(keyServer, { userPoolId });
    });
    const api = await ProtectedApi.start(platform, { options: { userPools: pools } });
    await Promise.all(
      pools.map(async ({ issuer }, index) => {
        const tokens = new TokenFactory({ key: first, issuer, clientId: CLIENT_ID });
        const exchange = await api.get(tokens.access());
        // The log of a moment belongs to all of them.
        answers.set(`${platform} ${CASES[index]!}`, { ...exchange, log: [] });
      }),
    );
    await api.stop();
    await keyServer.stop();
  }

  beforeAll(async () => {
    const wait = globalThis.setTimeout;
    const hurried = ((run: () => void, milliseconds?: number, ...values: []) =>
      wait(run, milliseconds === PATIENCE ? IMPATIENCE : milliseconds, ...values)) as typeof setTimeout;
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(hurried);
    await Promise.all(PLATFORMS.map(askAll));
    jest.restoreAllMocks();
  });

  describe.each(PLATFORMS)('on %s', (platform) => {
    it.each(CASES)('S32 is an outage, not a bad token, when the server %s', (given) => {
      const exchange = answers.get(`${platform} ${given}`)!;
      expectRefusal(exchange, { status: 503, code: 'key_set_unavailable' });
      const [retryAfter] = exchange.answer.headers.get('retry-after') ?? [];
      expect(retryAfter).toMatch(/^(?:[1-9]|10)$/);
    });
  });
});

describe.each(HTTP_DOORS)('the life of a key set on %s', (door) => {
  let now: number;

  beforeEach(() => {
    now = 1_800_000_000;
  });

  /** An API whose clock the test moves. */
  const withClock = () => startHttpApi(door, { key: first, now: () => now });

  it('S31 fetches a new key once, however many requests wait for it', async () => {
    const { api, keyServer, tokens, stop } = await startHttpApi(door, { key: first });
    expectGranted(await api.get(tokens.access()));
    expect(keyServer.requestsFor(USER_POOL_ID)).toBe(1);

    keyServer.publish(USER_POOL_ID, [first.jwk, second.jwk]);
    const { issuer, clientId } = tokens;
    const rotated = new TokenFactory({ key: second, issuer, clientId });
    const waiting = Array.from({ length: 100 }, (_, index) =>
      api.get(rotated.access({ jti: `jti-${index}` })),
    );
    for (const { answer } of await Promise.all(waiting)) {
      expect([answer.status, answer.headers.has('www-authenticate')]).toEqual([200, false]);
    }
    expect(keyServer.requestsFor(USER_POOL_ID)).toBe(2);
    await stop();
  });

  it('S31 fetches the keys once for many first requests', async () => {
    const { api, keyServer, tokens, stop } = await startHttpApi(door, { key: first });
    const waiting = Array.from({ length: 100 }, (_, index) =>
      api.get(tokens.access({ jti: `jti-${index}` })),
    );
    for (const { answer } of await Promise.all(waiting)) expect(answer.status).toBe(200);
    expect(keyServer.requestsFor(USER_POOL_ID)).toBe(1);
    await stop();
  });

  it('S33 serves known keys through an outage for 24 hours, and no longer', async () => {
    const { api, keyServer, tokens, stop } = await withClock();
    expectGranted(await api.get(tokens.access()));
    const loadedAt = now;
    keyServer.answer(USER_POOL_ID, outage);
    for (const hours of [0.1, 0.2, 1, 12, 23.99]) {
      now = loadedAt + hours * HOUR;
      expectGranted(await api.get(tokens.access()));
    }
    now = loadedAt + 24 * HOUR;
    const exchange = await api.get(tokens.access());
    expectRefusal(exchange, { status: 503, code: 'key_set_unavailable' });
    expect(exchange.answer.headers.has('retry-after')).toBe(true);

    keyServer.publish(USER_POOL_ID, [first.jwk]);
    now += 60;
    expectGranted(await api.get(tokens.access()));
    await stop();
  });

  it('S33 calls an unknown kid an outage as long as there is one', async () => {
    const { api, keyServer, tokens, stop } = await withClock();
    expectGranted(await api.get(tokens.access()));
    keyServer.answer(USER_POOL_ID, outage);
    const unknown = tokens.sign(tokens.accessClaims(), { alg: 'RS256', kid: 'second' });
    expectRefusal(await api.get(unknown), { status: 503, code: 'key_set_unavailable' });
    await stop();
  });

  it.each([
    ['another key takes its place', [second.jwk]],
    ['its kid gets another key', [{ ...second.jwk, kid: 'first' }]],
  ])('S34 refuses the tokens of a removed key within ten minutes when %s', async (_given, keys) => {
    const { api, keyServer, tokens, stop } = await withClock();
    const remembered = tokens.access();
    expectGranted(await api.get(remembered));
    keyServer.publish(USER_POOL_ID, keys);
    now += 599;
    await api.get(remembered);
    now += 1;
    const code = keys.some(({ kid }) => kid === 'first') ? 'token_signature_invalid' : 'token_key_unknown';
    expectInvalidToken(await api.get(remembered), code);
    expectInvalidToken(await api.get(tokens.access()), code);
    await stop();
  });

  it('S34 accepts no token when no key is left, and takes that for an outage', async () => {
    const { api, keyServer, tokens, stop } = await withClock();
    const remembered = tokens.access();
    expectGranted(await api.get(remembered));
    keyServer.publish(USER_POOL_ID, []);
    now += 600;
    for (const token of [remembered, tokens.access()]) {
      expectRefusal(await api.get(token), { status: 503, code: 'key_set_unavailable' });
    }
    await stop();
  });

  it('S34 needs no token in between, and no unknown kid', async () => {
    const { api, keyServer, tokens, stop } = await withClock();
    const remembered = tokens.access();
    expectGranted(await api.get(remembered));
    keyServer.publish(USER_POOL_ID, [second.jwk]);
    now += 600;
    expectInvalidToken(await api.get(remembered), 'token_key_unknown');
    await stop();
  });
});
