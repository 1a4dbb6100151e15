import type { ConditionKeys } from '../iam/condition-context.js';

const LIST_KEYS: Readonly<Record<string, string>> = {
  prefix: 's3:prefix',
  delimiter: 's3:delimiter',
  'max-keys': 's3:max-keys',
};

/** The condition keys of a list. A parameter that was not sent has no key, as on AWS. */
export function listConditionKeys(parameters: ReadonlyMap<string, string>): ConditionKeys {
  const keys: Record<string, string> = {};
  for (const [parameter, key] of Object.entries(LIST_KEYS)) {
    const value = parameters.get(parameter);
    if (value !== undefined) keys[key] = value;
  }
  return keys;
}
