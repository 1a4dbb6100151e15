import { TokenVerifier } from 'castellan/core';
import { CLIENT_ID, USER_POOL_ID, tokenFactory } from './tokens.mjs';

/** What remembering tokens costs in memory. Needs `--expose-gc`. */
export async function measureMemory({ count }) {
  const { jwks, make } = tokenFactory();
  const verifier = new TokenVerifier({
    userPools: [{ userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks }],
    maxCachedTokens: count,
  });
  await verifier.verify(make());
  const heap = () => {
    globalThis.gc();
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  for (let index = 0; index < count; index += 1) await verifier.verify(make());
  const bytes = (heap() - before) / count;
  // Keeps the verifier, and with it the tokens, alive until here.
  await verifier.verify(make());
  return { tokens: count, bytesEach: Math.round(bytes), megabytesFor100000: (bytes * 100_000) / 1e6 };
}
