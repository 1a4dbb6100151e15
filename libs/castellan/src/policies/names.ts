import { ConfigurationError } from '../errors/index.js';

/** Checks one name a developer wrote. `what` starts the message: `groups(...): a group`. */
export function requireName(what: string, name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new ConfigurationError(`${what} must be a non-empty string, but it is ${describeValue(name)}.`);
  }
  return name;
}

/** Checks a list of names a developer wrote and copies it. An empty list is a mistake, never "anything goes". */
export function requireNames(what: string, names: unknown): readonly string[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw new ConfigurationError(
      `${what} must be a list with at least one name, but it is ${describeValue(names)}.`,
    );
  }
  return Object.freeze(names.map((name: unknown) => requireName(`${what}: each member`, name)));
}

/** Names the kind of a value without showing it. */
export function describeValue(value: unknown): string {
  if (value === '') return 'an empty string';
  if (typeof value === 'string') return value.trim() === '' ? 'a blank string' : 'a string';
  if (value === null || value === undefined) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
