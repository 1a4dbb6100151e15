/** The error for an option that cannot be used: which one, what was found, what to write. */
export const optionFault = (path: string, found: unknown, expected: string): TypeError =>
  new TypeError(`${path}: found ${describe(found)}, expected ${expected}.`);

/** Throws for anything but an object of the known keys, so that a misspelt option is never passed over. */
export function assertObject(path: string, value: unknown, keys: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw optionFault(path, value, 'an object');
  }
  for (const key of Object.keys(value)) {
    if (!keys.includes(key))
      throw new TypeError(`${path}.${key} is not an option: expected one of ${keys.join(', ')}`);
  }
}

export function assertArray(path: string, value: unknown): void {
  if (!Array.isArray(value)) throw optionFault(path, value, 'an array');
}

export function assertMatch(path: string, value: unknown, pattern: RegExp, expected: string): void {
  if (typeof value !== 'string' || !pattern.test(value)) throw optionFault(path, value, expected);
}

export function assertInteger(path: string, value: unknown, minimum: number, maximum: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
    throw optionFault(path, value, `a whole number from ${minimum} to ${maximum}`);
  }
}

export function assertBoolean(path: string, value: unknown): void {
  if (typeof value !== 'boolean') throw optionFault(path, value, 'true or false');
}

export function assertUnique(path: string, value: string, seen: Set<string>): void {
  if (seen.has(value)) throw optionFault(path, value, 'a value that is not used twice');
  seen.add(value);
}

function describe(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}...` : value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}
