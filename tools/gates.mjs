import { spawn } from 'node:child_process';
import { ROOT, installed } from './workspace.mjs';

/**
 * Runs gates, `[name, command, ...arguments]`, in lanes: those of a lane one after the other, the lanes side by side.
 * What a gate prints is shown when it has ended. Returns how many passed, and the names of those that failed.
 */
export async function runGates(lanes) {
  const failures = [];
  let passed = 0;
  await Promise.all(
    lanes.map(async (gates) => {
      for (const [name, command, ...args] of gates) {
        const started = performance.now();
        const { status, output } = await outputOf(installed(command), args);
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        process.stdout.write(`${output}${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
        if (status === 0) passed += 1;
        else failures.push(name);
      }
    }),
  );
  return { passed, failures };
}

function outputOf(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}
