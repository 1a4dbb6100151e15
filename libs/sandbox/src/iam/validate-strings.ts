import { optionError } from '../option-error.js';

/** The strings of an element that takes one or several. */
export function validateStrings(value: unknown, path: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw optionError(path, value, 'Write a string, or an array with at least one.');
  return list.map((item) => {
    if (typeof item !== 'string') throw optionError(path, item, 'Write a string.');
    return item;
  });
}
