import { oneOf, optionError } from '../option-error.js';

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws an Error if the value is no object or has an element that the sandbox does not know. */
export function validateElements(
  value: unknown,
  known: readonly string[],
  path: string,
): asserts value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw optionError(path, value, 'Write an object.');
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) {
      throw optionError(`${path}.${name}`, value[name], `The elements here are ${oneOf(known)}.`);
    }
  }
}

/** The strings of an element that takes one or several. */
export function validateStrings(value: unknown, path: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw optionError(path, value, 'Write a string, or an array with at least one.');
  return list.map((item) => {
    if (typeof item !== 'string') throw optionError(path, item, 'Write a string.');
    return item;
  });
}
