import { clearInterval, setInterval } from 'node:timers';
import { createSigningKey, makeToken } from '../tokens.mjs';
import { verdictOf } from './verdict.mjs';

/** What the key server does instead of answering with keys. */
const BAD_ANSWERS = {
  huge: '64 MB',
  drip: 'one byte in 100 ms, without end',
  html: 'HTML',
  redirect: 'a redirect',
};

/** How soon a bad answer is refused, and the memory it takes at most until then. Needs `--expose-gc`. */
export async function measureBadAnswers(create, server) {
  const token = makeToken(createSigningKey(), server);
  const results = [];
  for (const [behaviour, answer] of Object.entries(BAD_ANSWERS)) {
    await server.behave(behaviour);
    const verify = create(server);
    globalThis.gc();
    const before = bytesInUse();
    let peak = before;
    const sampling = setInterval(() => (peak = Math.max(peak, bytesInUse())), 1);
    const started = performance.now();
    const verdict = await verdictOf(verify, token);
    const milliseconds = performance.now() - started;
    clearInterval(sampling);
    peak = Math.max(peak, bytesInUse());
    results.push({ answer, milliseconds, peakMegabytes: (peak - before) / 1e6, verdict });
  }
  return results;
}

/** Buffers count as external. */
function bytesInUse() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
