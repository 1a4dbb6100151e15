#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { runCommandLine } from './command-line.js';

/** From the package's own manifest, two folders above this file, which may have been started by a link to it. */
function readVersion(): string {
  const folder = path.dirname(realpathSync(process.argv[1] ?? ''));
  const manifest = readFileSync(path.join(folder, '../../package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

const ended = new Promise<void>((resolve) => {
  // A second Ctrl-C, while the sandbox still closes, ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});

const { stdout, stderr } = process;
void runCommandLine(process.argv.slice(2), { stdout, stderr, version: readVersion(), ended }).then((code) => {
  process.exit(code);
});
