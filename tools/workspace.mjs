import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the workspace. */
export const ROOT = path.resolve(import.meta.dirname, '..');

const STAMPS = path.join(ROOT, 'node_modules', '.cache', 'castellan');

/** Runs a command in the workspace and waits; its output goes to ours. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/** The command of an installed package. */
export const installed = (name) => path.join(ROOT, 'node_modules', '.bin', name);

/** The files below a folder, relative to the root, in a stable order. */
export function filesBelow(folder, accept) {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && accept(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** A digest over the names and contents of files. Contents, not times: a fresh clone has new times. */
export function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(path.join(ROOT, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Whether the last successful run of a step had the same inputs. */
export function isFresh(step, inputs) {
  const stamp = path.join(STAMPS, step);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs;
}

/** Remembers the inputs of a step that has succeeded. */
export function markFresh(step, inputs) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(path.join(STAMPS, step), inputs);
}
