import type { ConditionKeys } from '../iam/condition-context.js';
import { optionError } from '../option-error.js';

/**
 * The condition keys of a session: what came with the sign-in, and what STS says itself, which nothing can replace.
 * Names are case-insensitive in policies, so two that differ in case only would make one of them win by chance.
 */
export function sessionConditionKeys(given: ConditionKeys, own: ConditionKeys): ConditionKeys {
  const keys: Record<string, string | readonly string[]> = {};
  const taken = new Set<string>();
  for (const [name, value] of [...Object.entries(own), ...Object.entries(given)]) {
    const lowerCase = name.toLowerCase();
    if (taken.has(lowerCase)) {
      throw optionError(
        `conditionKeys[${JSON.stringify(name)}]`,
        value,
        'There is one of this name already; names differ by more than their case, and STS sets its own.',
      );
    }
    taken.add(lowerCase);
    keys[name] = value;
  }
  return Object.freeze(keys);
}
