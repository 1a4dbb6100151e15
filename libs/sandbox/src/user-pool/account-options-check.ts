import {
  assertArray,
  assertBoolean,
  assertInteger,
  assertMatch,
  assertObject,
  assertOneOf,
} from '../option-check.js';
import { optionError } from '../option-error.js';
import type { PasswordPolicyOptions, UserPoolOptions } from '../user-pool-options.js';

/** The options of a user pool that are about its accounts. */
export const ACCOUNT_KEYS = [
  'name',
  'usernameAttributes',
  'aliasAttributes',
  'usernameCaseSensitive',
  'autoVerifiedAttributes',
  'attributesRequireVerificationBeforeUpdate',
  'passwordPolicy',
  'accountRecovery',
  'allowAdminCreateUserOnly',
] as const satisfies readonly (keyof UserPoolOptions)[];

const ADDRESSES = ['email', 'phone_number'];
const ALIASES = [...ADDRESSES, 'preferred_username'];
const RECOVERIES = ['verified_email', 'verified_phone_number', 'admin_only'];

const POLICY_KEYS = [
  'minimumLength',
  'requireUppercase',
  'requireLowercase',
  'requireNumbers',
  'requireSymbols',
  'temporaryPasswordValidityDays',
] as const satisfies readonly (keyof PasswordPolicyOptions)[];

/** Throws a `TypeError` that names the option. */
export function checkAccountOptions(path: string, pool: UserPoolOptions): void {
  if (pool.name !== undefined) {
    assertMatch(
      `${path}.name`,
      pool.name,
      /^[\w\s+=,.@-]{1,128}$/,
      'a name of 1 to 128 letters, digits, spaces or +=,.@-_',
    );
  }
  checkChoices(`${path}.usernameAttributes`, pool.usernameAttributes, ADDRESSES);
  checkChoices(`${path}.aliasAttributes`, pool.aliasAttributes, ALIASES);
  if ((pool.usernameAttributes ?? []).length > 0 && (pool.aliasAttributes ?? []).length > 0) {
    throw optionError(
      `${path}.aliasAttributes`,
      pool.aliasAttributes,
      'A pool has either usernameAttributes or aliasAttributes: leave one of them out.',
    );
  }
  checkChoices(`${path}.autoVerifiedAttributes`, pool.autoVerifiedAttributes, ADDRESSES);
  checkVerifiedFirst(path, pool);
  checkPolicy(`${path}.passwordPolicy`, pool.passwordPolicy);
  checkChoices(`${path}.accountRecovery`, pool.accountRecovery, RECOVERIES);
  for (const flag of ['usernameCaseSensitive', 'allowAdminCreateUserOnly'] as const) {
    if (pool[flag] !== undefined) assertBoolean(`${path}.${flag}`, pool[flag]);
  }
}

function checkChoices(path: string, chosen: readonly string[] | undefined, choices: readonly string[]): void {
  if (chosen === undefined) return;
  assertArray(path, chosen);
  chosen.forEach((one, index) => assertOneOf(`${path}[${index}]`, one, choices));
}

/** As in Cognito: what must be verified before it changes must be verified at all. */
function checkVerifiedFirst(path: string, pool: UserPoolOptions): void {
  const name = `${path}.attributesRequireVerificationBeforeUpdate`;
  const verified = pool.autoVerifiedAttributes ?? ['email'];
  checkChoices(name, pool.attributesRequireVerificationBeforeUpdate, ADDRESSES);
  for (const attribute of pool.attributesRequireVerificationBeforeUpdate ?? []) {
    if (!verified.includes(attribute)) {
      throw optionError(name, attribute, 'Write it in autoVerifiedAttributes as well.');
    }
  }
}

function checkPolicy(path: string, policy: PasswordPolicyOptions | undefined): void {
  if (policy === undefined) return;
  assertObject(path, policy, POLICY_KEYS);
  const { minimumLength, temporaryPasswordValidityDays } = policy;
  if (minimumLength !== undefined) assertInteger(`${path}.minimumLength`, minimumLength, 6, 99);
  if (temporaryPasswordValidityDays !== undefined) {
    assertInteger(`${path}.temporaryPasswordValidityDays`, temporaryPasswordValidityDays, 1, 365);
  }
  for (const rule of ['requireUppercase', 'requireLowercase', 'requireNumbers', 'requireSymbols'] as const) {
    if (policy[rule] !== undefined) assertBoolean(`${path}.${rule}`, policy[rule]);
  }
}
