import { oneOf, optionError } from './option-error.js';

/** Throws for a key that is no option: a misspelt one would be passed over, and the check it asks for with it. */
export function assertKnownOptions(options: unknown, known: readonly string[], path: string): void {
  if (typeof options !== 'object' || options === null) throw optionError(path, options, 'Write an object.');
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw optionError(path, key, `The options here: ${oneOf(known)}.`);
  }
}
