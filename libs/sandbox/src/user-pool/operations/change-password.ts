import { authenticateAccessToken } from '../access-token-check.js';
import { assertPasswordPolicy } from '../password-policy.js';
import { verifyPassword } from '../passwords.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import { hashUserPassword } from '../user-password.js';
import type { RunOperation } from './operation.js';

/** `ChangePassword`: by the user, who proves to know the old one. */
export const changePassword: RunOperation = async (input, { pools, clock }) => {
  const token = input.string('AccessToken', shapes.token);
  const previous = input.string('PreviousPassword', shapes.password);
  const proposed = input.string('ProposedPassword', shapes.password);
  const { pool, user } = await authenticateAccessToken(token, pools, clock);
  const before = user.password;
  if (!(await verifyPassword(previous, before))) throw refusals.incorrectPassword();
  assertPasswordPolicy(proposed, pool.settings.passwordPolicy);
  const hash = await hashUserPassword(pool, user.username, proposed);
  // Another change may have come between; then the old password that was given is no longer the old one.
  if (user.password !== before) throw refusals.incorrectPassword();
  user.password = hash;
  user.modifiedAt = clock();
  return {};
};
