/** Interleaved rounds: every contender runs in every round, so that a drift of the machine meets all of them. */

/** Times contenders against each other; gives the median microseconds of one operation of each. */
export async function interleaved(contenders, { rounds, operations }) {
  const times = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (const run of Object.values(contenders)) await run(operations);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(contenders)) {
      // Otherwise garbage of one contender is collected while another is timed, the same one in many rounds.
      globalThis.gc?.({ type: 'minor' });
      const started = process.hrtime.bigint();
      await run(operations);
      times.get(name).push(Number(process.hrtime.bigint() - started) / 1_000 / operations);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
