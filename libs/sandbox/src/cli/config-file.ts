import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SANDBOX_OPTIONS } from '../checked-options.js';
import { isRecord } from '../option-check.js';
import { oneOf } from '../option-error.js';
import type { SandboxOptions } from '../options.js';
import { UsageError } from './arguments.js';

type Document = Readonly<Record<string, unknown>>;

/** What only the file has: everything else of it is an option of `Sandbox.start`. */
const FILE_ONLY = ['$schema', 'include'];

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Name one that is there.',
  EISDIR: 'found a folder. Name a file.',
};

/**
 * Reads a configuration file and the files it includes. Lists of an included file are added to those of the file;
 * entries of `userPools` with the same `userPoolId` become one. Throws a `UsageError` that names the file.
 */
export function readConfigFile(file: string): SandboxOptions {
  const { document, included } = readWithIncludes(file);
  const merged = included.reduce((all, { from, document: part }) => merge(all, part, from), document);
  const options = Object.fromEntries(Object.entries(merged).filter(([key]) => !FILE_ONLY.includes(key)));
  if (typeof options.dataFolder === 'string') {
    options.dataFolder = path.resolve(path.dirname(file), options.dataFolder);
  }
  return options;
}

function readWithIncludes(file: string) {
  const document = readJson(file);
  const included = includesOf(file, document).map((name) => {
    const from = path.resolve(path.dirname(file), name);
    const part = readJson(from);
    if ('include' in part) throw new UsageError(`${from}: an included file includes no others.`);
    return { from, document: part };
  });
  return { document, included };
}

function includesOf(file: string, { include }: Document): readonly string[] {
  if (include === undefined) return [];
  if (Array.isArray(include) && include.every((name) => typeof name === 'string')) return include;
  throw new UsageError(`${file}: include is not an array of paths.`);
}

function readJson(file: string): Document {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file}: ${UNREADABLE[code] ?? `the file can not be read (${code}).`}`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Not the parser's own message: it quotes the text around the fault, which may be a password.
    throw new UsageError(
      `${file}: the file is not JSON${placeOf(error, text)}. JSON has no comments and no comma after the last member.`,
    );
  }
  if (!isRecord(document)) throw new UsageError(`${file}: the file is not a JSON object.`);
  assertKnown(file, document);
  return document;
}

/** Where the parser gave up, as far as it says so. */
function placeOf(error: unknown, text: string): string {
  const [, position] = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec((error as Error).message) ?? [];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` (line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`;
}

/** Here and not at the start of the sandbox, so that the error names the file, and the names that only a file has. */
function assertKnown(file: string, document: Document): void {
  const names = [...FILE_ONLY, ...SANDBOX_OPTIONS.filter((name) => name !== 'clock')];
  for (const key of Object.keys(document)) {
    if (key === 'clock') throw new UsageError(`${file}: clock is a function, which a file can not hold.`);
    if (!names.includes(key)) {
      throw new UsageError(`${file}: ${key}: found an option that does not exist. Write ${oneOf(names)}.`);
    }
  }
}

function merge(all: Document, part: Document, from: string): Document {
  const merged: Record<string, unknown> = { ...all };
  for (const [key, value] of Object.entries(part)) {
    if (FILE_ONLY.includes(key)) continue;
    const existing = merged[key];
    if (existing === undefined) merged[key] = value;
    else if (Array.isArray(existing) && Array.isArray(value)) {
      merged[key] =
        key === 'userPools'
          ? mergePools(existing, value, from)
          : [...(existing as unknown[]), ...(value as unknown[])];
    } else {
      throw new UsageError(`${from}: ${key} is set already, and is no list that could grow.`);
    }
  }
  return merged;
}

function mergePools(existing: readonly unknown[], added: readonly unknown[], from: string): unknown[] {
  const pools = [...existing];
  for (const pool of added) {
    const id = isRecord(pool) ? pool.userPoolId : undefined;
    const index = pools.findIndex((each) => isRecord(each) && id !== undefined && each.userPoolId === id);
    const same = pools[index];
    if (isRecord(pool) && isRecord(same)) {
      const { userPoolId, ...lists } = pool;
      pools[index] = { ...merge(same, lists, `${from} (${String(userPoolId)})`) };
    } else {
      pools.push(pool);
    }
  }
  return pools;
}
