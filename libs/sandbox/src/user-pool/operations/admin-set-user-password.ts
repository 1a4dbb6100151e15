import { assertPasswordPolicy } from '../password-policy.js';
import { hashPassword } from '../passwords.js';
import { shapes } from '../shapes.js';
import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';

/** Cognito's default: a temporary password is good for seven days. */
export const TEMPORARY_PASSWORD_LIFETIME_MS = 7 * 24 * 3600_000;

/** `AdminSetUserPassword`: for good, or until the user has chosen another. */
export const adminSetUserPassword: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  const password = input.string('Password', shapes.password);
  const permanent = input.optionalBoolean('Permanent') ?? false;
  assertPasswordPolicy(password);
  user.password = await hashPassword(password);
  user.modifiedAt = clock();
  user.status = permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  delete user.confirmation;
  if (permanent) delete user.temporaryPasswordExpiresAt;
  else user.temporaryPasswordExpiresAt = clock() + TEMPORARY_PASSWORD_LIFETIME_MS;
  return {};
};
