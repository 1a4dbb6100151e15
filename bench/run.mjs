/** `npm run bench -- [--quick] [--json FILE] [--markdown FILE]`: every measurement, one after the other, in one run. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { digest, isFresh, markFresh } from '../tools/workspace.mjs';

const HERE = import.meta.dirname;
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});

if (globalThis.gc === undefined) {
  // The figures of memory need the collector, which only a flag of the process gives.
  const { status } = spawnSync(process.execPath, ['--expose-gc', ...process.argv.slice(1)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
const wanted = digest(['bench/package-lock.json']);
if (!existsSync(path.join(HERE, 'node_modules')) || !isFresh('bench', wanted)) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: HERE,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  markFresh('bench', wanted);
}

const { SIZES } = await import('./sizes.mjs');
const { machine } = await import('./machine.mjs');
const { report } = await import('./report.mjs');
const { measureVerification } = await import('./verification.mjs');
const { measureGuards } = await import('./guards/measure.mjs');
const { measureDoors } = await import('./doors/measure.mjs');
const { measureKeySets } = await import('./key-set/measure.mjs');
const { measureCredentials } = await import('./credentials/measure.mjs');
const { measureMemory } = await import('./memory.mjs');

const size = values.quick ? SIZES.quick : SIZES.full;
const started = performance.now();
const step = (name, measure) => {
  console.error(`${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${name} ...`);
  return measure;
};
const results = {
  machine: machine(),
  size,
  // First, while the process holds nothing that could be given back meanwhile.
  memory: await step('memory', measureMemory)(size.memory),
  verification: await step('verification', measureVerification)(size.verification),
  guards: await step('guards', measureGuards)(size.guards),
  doors: await step('doors', measureDoors)(size.doors),
  keySets: await step('key sets', measureKeySets)(size.keySets),
  credentials: await step('credentials', measureCredentials)(size.credentials),
};
results.minutes = (performance.now() - started) / 60_000;

const text = await report(results);
console.log(`\n${text}`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
if (values.markdown !== undefined) writeFileSync(values.markdown, text);
