import { createSigningKey, makeToken } from '../tokens.mjs';
import { withShiftedClock } from './shifted-clock.mjs';
import { verdictOf } from './verdict.mjs';

const HOUR_MS = 3_600_000;
const TOKENS = 100;

/** Which part of good tokens is served while the key server is down, so many hours after the keys were loaded. */
export function measureOutage(create, server, hours = [0, 23, 25]) {
  return withShiftedClock(async (setAhead) => {
    const key = createSigningKey();
    await server.publish(key);
    const verify = create(server);
    await verify(makeToken(key, server));
    await server.behave('down');
    const results = [];
    for (const hour of hours) {
      setAhead(hour * HOUR_MS);
      const verdicts = new Map();
      for (let count = 0; count < TOKENS; count += 1) {
        const verdict = await verdictOf(verify, makeToken(key, server));
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      }
      results.push({
        hour,
        served: (verdicts.get('served') ?? 0) / TOKENS,
        verdicts: Object.fromEntries(verdicts),
      });
    }
    return results;
  });
}

/** What requests are told, and how often the key server is asked, when it was down from the start. */
export async function measureColdOutage(create, server) {
  const key = createSigningKey();
  await server.behave('down');
  const verify = create(server);
  const token = makeToken(key, server);
  const verdicts = new Set();
  for (let batch = 0; batch < 10; batch += 1) {
    const all = await Promise.all(Array.from({ length: 100 }, () => verdictOf(verify, token)));
    for (const verdict of all) verdicts.add(verdict);
  }
  return { requests: 1_000, fetches: await server.requests(), verdicts: [...verdicts] };
}
