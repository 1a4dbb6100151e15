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

void runCommandLine(process.argv.slice(2), process, readVersion).then((exitCode) => {
  // Everything is written. What an application opened while it was loaded must not keep the command alive.
  process.exit(exitCode);
});
