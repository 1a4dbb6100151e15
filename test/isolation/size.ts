const SIZES = {
  /** What is promised: about ten minutes on two cores. */
  full: { users: 1_000, requests: 200_000, inFlight: 100 },
  ci: { users: 300, requests: 10_000, inFlight: 100 },
  sample: { users: 100, requests: 3_000, inFlight: 50 },
} as const;

/** How much is played. `ISOLATION=full` plays all of it. */
export const SIZE =
  process.env.ISOLATION === 'full' ? SIZES.full : SIZES[process.env.CI === 'true' ? 'ci' : 'sample'];

/** In milliseconds: tells a hang from a busy machine. */
export const TIMEOUT = 3_600_000;
