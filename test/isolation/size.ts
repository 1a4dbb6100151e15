/** How much is played. `ISOLATION=full`, as in CI, is what is promised; everywhere else it is a sample of it. */
const isFull = process.env.ISOLATION === 'full' || process.env.CI === 'true';

export const SIZE = isFull
  ? { users: 1_000, requests: 200_000, inFlight: 100 }
  : { users: 150, requests: 4_000, inFlight: 100 };

/** In milliseconds: tells a hang from a busy machine. */
export const TIMEOUT = isFull ? 3_600_000 : 300_000;
