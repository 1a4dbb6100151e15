import { issueCode, RESET_CODE_LIFETIME_MS } from '../issued-code.js';
import { refusals } from '../refusals.js';
import { sendMessage } from '../send-message.js';
import { deleteAttributes, updateAttributes } from '../update-attributes.js';
import { recoveryAddress } from '../user-addresses.js';
import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';

/** `AdminConfirmSignUp`: without a code, so that no address is verified. */
export const adminConfirmSignUp: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  if (user.status !== 'UNCONFIRMED') throw refusals.notToBeConfirmed(user.status);
  user.status = 'CONFIRMED';
  user.modifiedAt = clock();
  delete user.confirmation;
  await pool.triggers.postConfirmation({
    source: 'ConfirmSignUp',
    username: user.username,
    clientMetadata: input.stringMap('ClientMetadata'),
    user,
  });
  return {};
};

/** `AdminResetUserPassword`: the old password no longer counts, and a code for a new one is sent. */
export const adminResetUserPassword: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  if (user.status !== 'CONFIRMED' && user.status !== 'RESET_REQUIRED') throw refusals.notToBeReset();
  const attribute = recoveryAddress(pool, user);
  if (attribute === undefined) throw refusals.unreachableUser();
  user.status = 'RESET_REQUIRED';
  user.modifiedAt = clock();
  user.passwordReset = issueCode(clock() + RESET_CODE_LIFETIME_MS, { attribute });
  const { code } = user.passwordReset;
  await sendMessage(pool, user, { purpose: 'ForgotPassword', attribute, code });
  return {};
};

/** `AdminUpdateUserAttributes` */
export const adminUpdateUserAttributes: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  await updateAttributes(pool, user, input.attributes('UserAttributes'), 'administrator', clock());
  return {};
};

/** `AdminDeleteUserAttributes` */
export const adminDeleteUserAttributes: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  deleteAttributes(pool, user, input.stringList('UserAttributeNames'), 'administrator', clock());
  return {};
};
