import type { KeyObject } from 'node:crypto';
import { describeType, wrongOption } from './option-checks.js';
import { selectSigningKeys, toSigningKey } from './signing-keys.js';

/**
 * The keys of a pool that stand in its options, by `kid`. Unlike in a fetched set, one that cannot be used is a mistake.
 *
 * @throws ConfigurationError
 */
export function readPinnedKeys(value: unknown, path: string): ReadonlyMap<string, KeyObject> {
  const keys =
    typeof value === 'object' && !Array.isArray(value)
      ? (value as { keys?: unknown } | null)?.keys
      : undefined;
  if (!Array.isArray(keys) || keys.length === 0) {
    throw wrongOption(`${path}.keys`, describeType(keys), 'the keys of a JSON Web Key Set, at least one');
  }
  const { usable, refused } = selectSigningKeys(keys);
  const [first] = refused;
  if (first !== undefined) {
    const found = `a key that cannot be used, because ${first.reason}`;
    throw wrongOption(`${path}.keys[${first.index}]`, found, 'only public RSA keys that sign with RS256');
  }
  return new Map(usable.map((key) => [key.kid, toSigningKey(key)]));
}
