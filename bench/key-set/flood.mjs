import { setImmediate, setTimeout } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import { createSigningKey, makeToken, withRandomKid } from '../tokens.mjs';

const PROBE_MS = 20;

/** What a flood of tokens with made-up `kid`s does to good tokens, and to a key that is rotated in meanwhile. */
export async function measureFlood(create, server, { seconds, patienceSeconds }) {
  const [current, next] = [createSigningKey(), createSigningKey()];
  await server.publish(current);
  const good = Array.from({ length: 100 }, () => makeToken(current, server));
  const verify = create(server);
  for (let index = 0; index < 2_000; index += 1) await verify(good[index % good.length]);
  await server.publish(current);

  const quietBefore = await traffic(verify, good, { until: after(seconds / 2) });
  const flood = await traffic(verify, good, { until: after(seconds), flooding: true });
  const fetches = await server.requests();

  await server.rotate(current, next);
  const rotation = acceptance(verify, makeToken(next, server), patienceSeconds);
  const afterwards = await traffic(verify, good, { until: () => rotation.over, flooding: true });
  const quietAfter = await traffic(verify, good, { until: after(seconds / 2) });

  const p99Quiet = percentile([...quietBefore.latencies, ...quietAfter.latencies], 0.99);
  const p99Flood = percentile(flood.latencies, 0.99);
  return {
    seconds,
    floodTokens: flood.flooded,
    fetches,
    goodTokens: flood.latencies.length + afterwards.latencies.length,
    goodRefused: flood.refused + afterwards.refused,
    p99Ratio: p99Flood / p99Quiet,
    p99QuietMicroseconds: p99Quiet,
    p99FloodMicroseconds: p99Flood,
    rotationAcceptedMs: rotation.acceptedMs,
    rotationPatienceMs: patienceSeconds * 1_000,
  };
}

/** One good token a millisecond, each timed from its own turn of the event loop; in a flood, a bad one as well. */
async function traffic(verify, good, { until, flooding = false }) {
  const seen = { latencies: [], refused: 0, flooded: 0 };
  const sendGood = async (token) => {
    const started = process.hrtime.bigint();
    try {
      await verify(token);
      seen.latencies.push(Number(process.hrtime.bigint() - started) / 1_000);
    } catch {
      seen.refused += 1;
    }
  };
  const sendBad = async (token) => {
    seen.flooded += 1;
    await verify(token).catch(() => undefined);
  };
  for (let count = 0; !until(); count += 1) {
    const token = good[count % good.length];
    if (flooding) setImmediate(sendBad, withRandomKid(token));
    setImmediate(sendGood, token);
    await delay(1);
  }
  return seen;
}

/** Tries a token of the new key again and again, as its users do, until it is accepted or patience ends. */
function acceptance(verify, token, patienceSeconds) {
  const started = performance.now();
  const state = { over: false, acceptedMs: null };
  const tryUntilOver = async () => {
    while (!state.over) {
      const isAccepted = await verify(token).then(
        () => true,
        () => delay(PROBE_MS, false),
      );
      if (!isAccepted || state.over) continue;
      state.acceptedMs = performance.now() - started;
      state.over = true;
    }
  };
  // A verifier with a queue may keep this token waiting behind the flood for longer than patience lasts.
  setTimeout(() => (state.over = true), patienceSeconds * 1_000);
  void tryUntilOver();
  return state;
}

function after(seconds) {
  const end = performance.now() + seconds * 1_000;
  return () => performance.now() >= end;
}

function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)];
}
