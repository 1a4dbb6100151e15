import { assertPasswordPolicy } from '../password-policy.js';
import { shapes } from '../shapes.js';
import { hashUserPassword, temporaryPasswordLifetimeMs } from '../user-password.js';
import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';

/** `AdminSetUserPassword`: for good, or until the user has chosen another. */
export const adminSetUserPassword: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  const password = input.string('Password', shapes.password);
  const permanent = input.optionalBoolean('Permanent') ?? false;
  assertPasswordPolicy(password, pool.settings.passwordPolicy);
  user.password = await hashUserPassword(pool, user.username, password);
  user.modifiedAt = clock();
  user.status = permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  delete user.confirmation;
  delete user.passwordReset;
  if (permanent) delete user.temporaryPasswordExpiresAt;
  else user.temporaryPasswordExpiresAt = clock() + temporaryPasswordLifetimeMs(pool);
  return {};
};
