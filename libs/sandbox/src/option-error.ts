/** Where a text may be a password or a client secret, a misplaced one included. */
const SECRET_PLACE =
  /(?:^userPools(?:\[\d+\])?|\.clients(?:\[\d+\])?|\.clientSecret|^iamUsers(?:\[\d+\])?|^administrator|\.secretAccessKey)$|\.users(?:[.[]|$)/;
const LONGEST_SHOWN = 80;

/**
 * An error about an option: which one, what was found there, and what to write. It never shows what is inside an
 * object, nor a value at a place of secrets.
 */
export function optionError(path: string, found: unknown, remedy: string): TypeError {
  return new TypeError(`${path}: found ${shown(path, found)}. ${remedy}`);
}

function shown(path: string, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'function') return 'a function';
  if (SECRET_PLACE.test(path)) return `a ${typeof value}`;
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value}`;
}

const quoted = (text: string): string =>
  JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text);

/** The choices there are, for the end of an error message. */
export const oneOf = (choices: Iterable<string>): string => {
  const list = [...choices];
  return list.length === 0 ? 'there are none' : `one of ${list.map((choice) => `"${choice}"`).join(', ')}`;
};
