import { oneOf, optionError } from './option-error.js';

/** Throws for anything but an object of the known keys, so that a misspelt option is never passed over. */
export function assertObject<T>(
  path: string,
  value: T,
  keys: readonly string[],
): asserts value is T & Readonly<Record<string, unknown>> {
  assertRecord(path, value);
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) {
      throw new TypeError(
        `${memberPath(path, key)}: found an option that does not exist. Write ${oneOf(keys)}.`,
      );
    }
  }
}

/** Throws for anything but an object, whatever its keys. */
export function assertRecord<T>(
  path: string,
  value: T,
): asserts value is T & Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw optionError(path, value, 'Write an object.');
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function assertArray(path: string, value: unknown): void {
  if (!Array.isArray(value)) throw optionError(path, value, 'Write an array.');
}

export function assertMatch(path: string, value: unknown, pattern: RegExp, expected: string): void {
  if (typeof value !== 'string' || !pattern.test(value)) throw optionError(path, value, `Write ${expected}.`);
}

export function assertOneOf(path: string, value: unknown, choices: readonly string[]): void {
  if (typeof value !== 'string' || !choices.includes(value)) {
    throw optionError(path, value, `Write ${oneOf(choices)}.`);
  }
}

export function assertInteger(path: string, value: unknown, minimum: number, maximum: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
    throw optionError(path, value, `Write a whole number from ${minimum} to ${maximum}.`);
  }
}

/** Throws for `'false'` and for `0` too: what is only truthy or falsy was meant differently as often as not. */
export function assertBoolean(path: string, value: unknown): void {
  if (typeof value !== 'boolean') throw optionError(path, value, 'Write true or false.');
}

export function assertUnique(path: string, value: string, seen: Set<string>): void {
  if (seen.has(value)) throw optionError(path, value, 'It is there already. Write each once.');
  seen.add(value);
}

/** The path of a member: with a dot, or in brackets if it is no plain name. */
export const memberPath = (path: string, key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
