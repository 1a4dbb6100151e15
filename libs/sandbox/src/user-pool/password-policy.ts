import { ServiceError } from '../http/service-error.js';
import type { AccountSettings } from './account-settings.js';

type PasswordPolicy = AccountSettings['passwordPolicy'];

/** Each rule with the text that is printed when it is broken. */
const RULES: readonly (readonly [
  met: (password: string, policy: PasswordPolicy) => boolean,
  text: string,
])[] = [
  [(password, policy) => password.length >= policy.minimumLength, 'Password not long enough'],
  [
    (password, policy) => !policy.requireUppercase || /[A-Z]/.test(password),
    'Password must have uppercase characters',
  ],
  [
    (password, policy) => !policy.requireLowercase || /[a-z]/.test(password),
    'Password must have lowercase characters',
  ],
  [
    (password, policy) => !policy.requireNumbers || /[0-9]/.test(password),
    'Password must have numeric characters',
  ],
  [
    (password, policy) => !policy.requireSymbols || /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password),
    'Password must have symbol characters',
  ],
];

/** What is wrong with the password, or `undefined` when nothing is. */
export const passwordPolicyBreach = (password: string, policy: PasswordPolicy): string | undefined =>
  RULES.find(([met]) => !met(password, policy))?.[1];

/** Throws `InvalidPasswordException` for a password that breaks the policy. */
export function assertPasswordPolicy(password: string, policy: PasswordPolicy): void {
  const breach = passwordPolicyBreach(password, policy);
  if (breach !== undefined) {
    throw new ServiceError('InvalidPasswordException', `Password did not conform with policy: ${breach}`);
  }
}
