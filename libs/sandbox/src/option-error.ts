/** An error about an option: which one, what was found there, and what to write. */
export function optionError(path: string, found: unknown, remedy: string): Error {
  return new Error(`${path}: found ${shown(found)}. ${remedy}`);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'function' ? 'a function' : JSON.stringify(value);
}

/** The choices there are, for the end of an error message. */
export const oneOf = (choices: Iterable<string>): string => {
  const list = [...choices];
  return list.length === 0 ? 'there are none' : `one of ${list.map((choice) => `"${choice}"`).join(', ')}`;
};
