/** `npm run bench -- [--quick] [--json FILE]`: every measurement, one after the other, in one run. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const HERE = import.meta.dirname;
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});

if (globalThis.gc === undefined) {
  // The memory figure needs the collector, which only a flag of the process gives.
  const { status } = spawnSync(process.execPath, ['--expose-gc', ...process.argv.slice(1)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
if (!existsSync(path.join(HERE, 'node_modules'))) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: HERE,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const { measureVerification } = await import('./verification.mjs');
const { measureGuards, GUARDS } = await import('./guards.mjs');
const { measureMemory } = await import('./memory.mjs');
const size = values.quick
  ? {
      verification: { rounds: 3, operations: 500 },
      guards: { rounds: 1, seconds: 1 },
      memory: { count: 2_000 },
    }
  : {
      verification: { rounds: 15, operations: 2_000 },
      guards: { rounds: 5, seconds: 2 },
      memory: { count: 20_000 },
    };

const machine = `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores`;
console.log(machine);

const verification = await measureVerification(size.verification);
console.log(`\nVerification of one token: x floor, microseconds`);
for (const { contender, xFloor, microseconds } of verification) {
  console.log(`${xFloor.toFixed(2).padStart(7)} ${microseconds.toFixed(2).padStart(9)}  ${contender}`);
}

const guards = await measureGuards({ ...size.guards, platforms: ['Express', 'Fastify'] });
console.log('\nRequests a second: ratio to unguarded, requests, server CPU added in microseconds');
for (const { platform, load, guard, toUnguarded, requestsPerSecond, cpuMicrosecondsAdded } of guards) {
  const figures = [toUnguarded.toFixed(2), requestsPerSecond.toFixed(0), cpuMicrosecondsAdded.toFixed(0)];
  console.log(
    `${figures.map((figure) => figure.padStart(7)).join(' ')}  ${platform}, ${load}: ${GUARDS[guard]}`,
  );
}

const memory = await measureMemory(size.memory);
console.log(
  `\nMemory: ${memory.bytesEach} bytes a remembered token, ${memory.megabytesFor100000.toFixed(0)} MB for 100,000`,
);

if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ machine, verification, guards, memory }, null, 2)}\n`);
}
