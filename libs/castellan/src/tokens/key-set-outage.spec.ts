import type { RequestListener } from 'node:http';
import { shortenTimeouts } from './short-timeouts.spec-helper.js';
import {
  accessClaims,
  CLIENT_ID,
  LoopbackServer,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  serveKeys,
  signToken,
} from './token-fixtures.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const key = makeKey('one');
const server = new LoopbackServer(serveKeys(key.jwk));
const keySet = JSON.stringify({ keys: [key.jwk] });
let now: number;

const verifierOf = () =>
  new TokenVerifier({
    userPools: [
      {
        userPoolId: POOL_ID,
        clientIds: [CLIENT_ID],
        tokenUse: 'access',
        issuer: `${server.origin}/${POOL_ID}`,
      },
    ],
    clock: () => now,
    // Every token is judged by its key anew.
    maxCachedTokens: 0,
  });
const tokenOf = () => {
  const iat = Math.floor(now / 1_000);
  return signToken(
    key,
    accessClaims({ iss: `${server.origin}/${POOL_ID}`, iat, auth_time: iat, exp: iat + 3_600 }),
  );
};
const settled = async (verifier: TokenVerifier) => {
  while (verifier.keySets[0]!.loading) await new Promise((resolve) => setTimeout(resolve, 2));
};
const json =
  (body: string): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
/** Sends a part of the answer, and then does something else. */
const breakingOff =
  (then: (response: Parameters<RequestListener>[1]) => void): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(keySet.slice(0, 100), () => then(response));
  };

const FAULTS: readonly [string, RequestListener][] = [
  ['answers 500', (_request, response) => response.writeHead(500).end(keySet)],
  ['answers 429', (_request, response) => response.writeHead(429, { 'retry-after': '60' }).end(keySet)],
  ['resets the connection', (request) => request.socket.resetAndDestroy()],
  ['resets the connection half-way', breakingOff((response) => response.socket?.resetAndDestroy())],
  ['closes the connection half-way', breakingOff((response) => response.socket?.destroy())],
  ['hangs', () => undefined],
  [
    'drips',
    breakingOff((response) => {
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    }),
  ],
  ['redirects', (_request, response) => response.writeHead(301, { location: '/elsewhere' }).end()],
  ['redirects to itself', (request, response) => response.writeHead(302, { location: request.url }).end()],
  [
    'answers HTML',
    (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'),
  ],
  ['answers JSON of another type', json('[]')],
  ['answers half a key set', json(keySet.slice(0, -1))],
  ['answers with bytes behind the key set', json(`${keySet}\n{}`)],
  ['answers 64 MiB', json(keySet.padEnd(64 * 1024 * 1024))],
];

beforeAll(() => server.start());
afterAll(() => server.stop());
afterEach(() => jest.restoreAllMocks());
beforeEach(() => {
  now = NOW * 1_000;
  server.requests = 0;
  server.handler = serveKeys(key.jwk);
});

describe('known keys', () => {
  it.each(FAULTS)('are served for 24 hours and no longer when the key server %s', async (_fault, fault) => {
    const verifier = verifierOf();
    await verifier.warmUp();
    server.handler = fault;
    const timeouts = shortenTimeouts(3_000);

    // The refresh that is due fails in the background, and nobody waits for it.
    now += 9 * MINUTE;
    expect(await refusal(verifier.verify(tokenOf()))).toBe('accepted');
    expect(verifier.keySets[0]!.loading).toBe(true);
    expect(await refusal(verifier.verify(tokenOf()))).toBe('accepted');
    await settled(verifier);
    expect(verifier.keySets[0]).toMatchObject({ keyCount: 1, lastFailure: { at: now } });

    now = NOW * 1_000 + 24 * HOUR - 1;
    for (let i = 0; i < 50; i += 1) expect(await refusal(verifier.verify(tokenOf()))).toBe('accepted');
    expect(verifier.keySetHealth).toMatchObject([{ state: 'stale', since: NOW * 1_000 + 9 * MINUTE }]);
    expect(server.requests).toBeLessThanOrEqual(3);
    await settled(verifier);
    expect(timeouts.started()).toBe(server.requests - 1);
    timeouts.restore();

    now += 1;
    expect(await refusal(verifier.verify(tokenOf()))).toBe('key_set_unavailable');
    expect(verifier.keySetHealth).toMatchObject([{ state: 'unreachable' }]);

    server.handler = serveKeys(key.jwk);
    now += 10_000;
    expect(await refusal(verifier.verify(tokenOf()))).toBe('accepted');
  });

  it.each(FAULTS.filter(([fault]) => fault !== 'hangs' && fault !== 'drips'))(
    'are not there at first when the key server %s, which is an outage',
    async (_fault, fault) => {
      server.handler = fault;
      const verifier = verifierOf();
      await expect(verifier.verify(tokenOf())).rejects.toMatchObject({
        code: 'key_set_unavailable',
        httpStatus: 503,
        retryAfterSeconds: 1,
      });
      expect(await refusal(verifier.verify(tokenOf()))).toBe('key_set_unavailable');
      expect(server.requests).toBe(1);
    },
  );
});
