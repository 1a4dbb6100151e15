import { ACCOUNT_CASES } from './account-cases.js';
import { ADMINISTRATION_CASES } from './administration-cases.js';
import type { UserPoolCase } from './pool-under-test.js';
import { SIGN_IN_CASES } from './sign-in-cases.js';

/** In this order: one of the last counts the users that those before it have made. */
export const USER_POOL_CASES: readonly UserPoolCase[] = [
  ...SIGN_IN_CASES,
  ...ACCOUNT_CASES,
  ...ADMINISTRATION_CASES,
];
