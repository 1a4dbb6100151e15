import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import {
  accessClaims,
  CLIENT_ID,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  signToken,
} from './token-fixtures.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';

const MIB = 1024 * 1024;
const key = makeKey('one');

/** In a thread of its own, so that its memory is not counted. Plain JavaScript, because nothing compiles it there. */
const SERVER = `
  const { createServer } = require('node:http');
  const { createGzip } = require('node:zlib');
  const { parentPort } = require('node:worker_threads');
  const block = Buffer.alloc(64 * 1024, 0x20);
  const write = (stream) => {
    let left = 64 * 1024 * 1024;
    const more = () => {
      while (left > 0 && !stream.destroyed) {
        left -= block.length;
        if (!stream.write(block)) return;
      }
      stream.end();
    };
    stream.on('drain', more);
    more();
  };
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    response.setHeader('content-type', 'application/json');
    if (request.url.startsWith('/small/')) response.end('{"keys":[]}');
    else if (request.url.startsWith('/gzip/')) {
      response.setHeader('content-encoding', 'gzip');
      const gzip = createGzip();
      gzip.on('error', () => undefined);
      gzip.pipe(response);
      write(gzip);
    } else write(response);
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

describe('an answer of 64 MiB to the request for a key set', () => {
  let worker: Worker;
  let origin: string;
  let collectGarbage: () => void;

  beforeAll(async () => {
    setFlagsFromString('--expose-gc');
    collectGarbage = runInNewContext('gc') as () => void;
    worker = new Worker(SERVER, { eval: true });
    const [port] = (await once(worker, 'message')) as [number];
    origin = `http://127.0.0.1:${port}`;
  });

  afterAll(() => worker.terminate());

  /** Why the keys cannot be had. */
  const failure = async (kind: string) => {
    const issuer = `${origin}/${kind}/${POOL_ID}`;
    const verifier = new TokenVerifier({
      userPools: [{ userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', issuer }],
      clock: () => NOW * 1_000,
    });
    const token = signToken(key, accessClaims({ iss: issuer }));
    expect(await refusal(verifier.verify(token))).toBe('key_set_unavailable');
    return verifier.keySets[0]!.lastFailure!.reason;
  };

  /** What is held at most, in bytes. What could be collected does not count: when that is done is up to the engine. */
  const costOf = async (kind: string) => {
    const held = () => {
      collectGarbage();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = held();
    let most = before;
    const sampling = setInterval(() => (most = Math.max(most, held())), 20);
    // A failure must not keep the process alive.
    sampling.unref();
    // On a slow machine the time may be over first. Either way the answer is refused, and must not be kept.
    expect(await failure(kind)).toMatch(
      /^(its answer is longer than 262144 bytes|it did not answer within 3000 ms)$/,
    );
    clearInterval(sampling);
    return Math.max(most, held()) - before;
  };

  it.each(['flood', 'gzip'])('costs 5 MiB of memory at most: %s', async (kind) => {
    // What the first request of all loads is not what this is about.
    expect(await failure('small')).toBe('its key set has no key that can be used');
    // An answer that is kept would cost its size each time; what else is going on costs something now and then.
    let cost = await costOf(kind);
    for (let attempt = 1; attempt < 5 && cost >= 5 * MIB; attempt += 1) cost = await costOf(kind);
    expect(cost).toBeLessThan(5 * MIB);
  });
});
