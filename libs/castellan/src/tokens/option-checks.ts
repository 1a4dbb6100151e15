import { ConfigurationError } from '../errors/index.js';

/** An option is wrong: says where it stands, what was found there and what to write. */
export function wrongOption(path: string, found: string, write: string): ConfigurationError {
  return new ConfigurationError(`${path}: found ${found}. Write ${write}.`);
}

/** Describes a value by its type alone, so that it can be told even where it may be a secret. */
export function describeType(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (value === '') return 'an empty string';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Describes a value that is no secret. */
export function describeValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value !== '') return JSON.stringify(value.slice(0, 100));
  return describeType(value);
}

/**
 * Reads an options object. A name that is no option is refused, because a misspelled check would otherwise be
 * a check that is never made.
 */
export function readOptions(value: unknown, path: string, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongOption(path, describeType(value), `an object with the options ${names.join(', ')}`);
  }
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) {
      throw wrongOption(path, `${describeValue(name)}, which is no option`, `one of ${names.join(', ')}`);
    }
  }
  return value as Record<string, unknown>;
}

/** Reads a whole number within bounds, both of them allowed. */
export function readInteger(value: unknown, path: string, min: number, max: number): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    throw wrongOption(path, describeValue(value), `a whole number from ${min} to ${max}`);
  }
  return value as number;
}

/** Reads an optional function, such as a clock. */
export function readFunction(value: unknown, path: string): unknown {
  if (typeof value === 'function') return value;
  throw wrongOption(path, describeType(value), 'a function, or leave it out');
}
