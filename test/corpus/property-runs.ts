import type { Parameters } from 'fast-check';

/** How often a property is tried. A failure prints its seed, to be tried again by `fc.assert(..., { seed, path })`. */
export const PROPERTY_RUNS: Pick<Parameters<unknown>, 'numRuns'> = {
  numRuns: process.env.CI === 'true' ? 10_000 : 1_000,
};

/** In milliseconds. */
export const PROPERTY_TIMEOUT = 60_000;
