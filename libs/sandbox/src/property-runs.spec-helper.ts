/** `PROPERTY_SEED=...` tries the same values again. */
const seed = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = process.env.CI === 'true' ? 10_000 : 1_000;

/** How often a property is tried, and with which values. */
export const PROPERTY_RUNS = { numRuns, seed } as const;

/** In milliseconds: tells a hang from a busy machine. */
export const PROPERTY_TIMEOUT = 600_000;

process.stdout.write(`properties: ${numRuns} runs each, PROPERTY_SEED=${seed}\n`);
