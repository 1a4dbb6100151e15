import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LOAD_CORE, onCore } from './cores.mjs';

const CONNECTIONS = 32;
/** In what Linux counts the CPU time of a process. */
const TICKS_PER_SECOND = 100;
const EDGE_MS = 150;

const script = (name) => path.join(import.meta.dirname, name);
const WRK = {
  name: 'wrk',
  command: ({ url, file, seconds }) => [
    'wrk',
    ['-t', '1', '-c', String(CONNECTIONS), '-d', `${seconds}s`, '-s', script('wrk.lua'), url, '--', file],
  ],
};
const AUTOCANNON = {
  name: 'autocannon',
  command: ({ url, file, seconds }) => [
    process.execPath,
    [script('autocannon.mjs'), url, file, String(seconds), String(CONNECTIONS)],
  ],
};

/** wrk where it is installed, because it asks faster than any of the servers answers. */
export function chooseLoadGenerator() {
  return spawnSync('wrk', ['-v']).error === undefined ? WRK : AUTOCANNON;
}

/** Writes tokens to files, for as long as loads need them. */
export function tokenFiles() {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-bench-'));
  return {
    write(name, tokens) {
      const file = path.join(folder, name);
      writeFileSync(file, tokens.map((token) => `${token}\n`).join(''));
      return file;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Sends requests for some seconds. `busy` is the part of its core that the generator needed, where that is known. */
export async function sendLoad(generator, options) {
  const [command, args] = onCore(LOAD_CORE, ...generator.command(options));
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const [busy, [code]] = await Promise.all([busyPart(child.pid, options.seconds), once(child, 'close')]);
  if (code !== 0) throw new Error(`${generator.name} ended with ${code}: ${output}`);
  return { ...JSON.parse(output.trimEnd().split('\n').at(-1)), busy };
}

async function busyPart(pid, seconds) {
  await delay(EDGE_MS);
  const [before, from] = [cpuSeconds(pid), performance.now()];
  await delay(seconds * 1_000 - 2 * EDGE_MS);
  const [after, until] = [cpuSeconds(pid), performance.now()];
  return before === undefined || after === undefined
    ? undefined
    : ((after - before) * 1_000) / (until - from);
}

function cpuSeconds(pid) {
  try {
    // The name of the process stands in brackets and may hold anything; the fields that follow do not.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
