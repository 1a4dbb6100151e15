import { TokenVerifier } from 'castellan/core';
import { CLIENT_ID, USER_POOL_ID, createSigningKey, makeTokenInThreadPool } from './tokens.mjs';

const SIGNED_AT_ONCE = 64;

/** What a remembered token costs in memory, everything counted. Needs `--expose-gc`. */
export async function measureMemory({ count }) {
  const key = createSigningKey();
  // The first verifier is thrown away: the code that only has to be compiled once is not what is asked for.
  await rememberTokens(key, 1_000);
  const before = bytesInUse();
  const { verifier, lastToken } = await rememberTokens(key, count);
  const bytes = bytesInUse() - before;
  // Keeps the verifier, and with it the tokens, alive until here.
  await verifier.verify(lastToken);
  return { tokens: count, bytesEach: bytes / count, megabytesFor100000: (bytes / count) * 0.1 };
}

async function rememberTokens(key, count) {
  const verifier = new TokenVerifier({
    userPools: [
      { userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks: { keys: [key.jwk] } },
    ],
    maxCachedTokens: count,
  });
  let lastToken;
  for (let made = 0; made < count; made += SIGNED_AT_ONCE) {
    const some = Math.min(SIGNED_AT_ONCE, count - made);
    const tokens = await Promise.all(Array.from({ length: some }, () => makeTokenInThreadPool(key)));
    for (const token of tokens) await verifier.verify(token);
    lastToken = tokens.at(-1);
  }
  return { verifier, lastToken };
}

/** The heap, and what is outside of it: buffers count as external. */
function bytesInUse() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
