import { ServiceError } from '../http/service-error.js';

const MINIMUM_LENGTH = 8;

/** Cognito's default policy. Each rule with the text that is printed when it is broken. */
const RULES: readonly (readonly [met: (password: string) => boolean, text: string])[] = [
  [(password) => password.length >= MINIMUM_LENGTH, 'Password not long enough'],
  [(password) => /[A-Z]/.test(password), 'Password must have uppercase characters'],
  [(password) => /[a-z]/.test(password), 'Password must have lowercase characters'],
  [(password) => /[0-9]/.test(password), 'Password must have numeric characters'],
  [
    (password) => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password),
    'Password must have symbol characters',
  ],
];

/** What is wrong with the password, or `undefined` when nothing is. */
export const passwordPolicyBreach = (password: string): string | undefined =>
  RULES.find(([met]) => !met(password))?.[1];

/** Throws `InvalidPasswordException` for a password that breaks the policy. */
export function assertPasswordPolicy(password: string): void {
  const breach = passwordPolicyBreach(password);
  if (breach !== undefined) {
    throw new ServiceError('InvalidPasswordException', `Password did not conform with policy: ${breach}`);
  }
}
