import { setTimeout as delay } from 'node:timers/promises';
import { createSigningKey, makeToken } from '../tokens.mjs';
import { withShiftedClock } from './shifted-clock.mjs';
import { verdictOf } from './verdict.mjs';

const STEP_SECONDS = 30;
const LIMIT_MINUTES = 60;

/** After how many minutes a key that was taken away is refused, when nothing but its own tokens comes. */
export function measureRemovedKey(create, server) {
  return withShiftedClock(async (setAhead) => {
    const [removed, kept] = [createSigningKey(), createSigningKey()];
    await server.publish(removed, kept);
    const verify = create(server);
    await verify(makeToken(removed, server));
    await server.publish(kept);
    for (let seconds = 0; seconds <= LIMIT_MINUTES * 60; seconds += STEP_SECONDS) {
      setAhead(seconds * 1_000);
      const verdict = await verdictOf(verify, makeToken(removed, server));
      if (verdict !== 'served')
        return { refusedAfterMinutes: seconds / 60, limitMinutes: LIMIT_MINUTES, verdict };
      // For a load in the background, which ends after the token that set it off was served.
      await delay(20);
    }
    return { refusedAfterMinutes: null, limitMinutes: LIMIT_MINUTES };
  });
}
