import type { Parameters } from 'fast-check';

/** `PROPERTY_SEED=...` tries the same values again. */
const seed = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = process.env.CI === 'true' ? 100_000 : 10_000;

type Runs = Pick<Parameters<unknown>, 'numRuns' | 'seed'>;

/** How often policies are compared with the reference evaluator. */
export const COMPARISONS: Runs = { numRuns, seed };

/** How often each property of policies is tried. */
export const PROPERTY_RUNS: Runs = { numRuns: numRuns / 50, seed };

/** In milliseconds: tells a hang from a busy machine. */
export const PROPERTY_TIMEOUT = 600_000;

process.stdout.write(`policies: ${numRuns} comparisons, PROPERTY_SEED=${seed}\n`);
