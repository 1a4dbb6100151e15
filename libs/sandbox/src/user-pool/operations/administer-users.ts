import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';
import { wireAttributes, wireUserState } from './wire-format.js';

/** `AdminGetUser` */
export const adminGetUser: RunOperation = async (input, { pools }) => {
  const user = userOf(input, poolOf(input, pools));
  return { Username: user.username, UserAttributes: wireAttributes(user), ...wireUserState(user) };
};

/** `AdminDisableUser`: the user can no longer sign in, and what was signed in ends. */
export const adminDisableUser: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  user.enabled = false;
  user.modifiedAt = clock();
  pool.sessions.revokeAllOf(user.sub);
  return {};
};

/** `AdminEnableUser` */
export const adminEnableUser: RunOperation = async (input, { pools, clock }) => {
  const user = userOf(input, poolOf(input, pools));
  user.enabled = true;
  user.modifiedAt = clock();
  return {};
};

/** `AdminUpdateUserAttributes` */
export const adminUpdateUserAttributes: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  pool.schema.update(user.attributes, input.attributes('UserAttributes'), 'administrator');
  user.modifiedAt = clock();
  return {};
};

/** `AdminDeleteUser` */
export const adminDeleteUser: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  pool.users.delete(user);
  pool.groups.forget(user.sub);
  pool.sessions.revokeAllOf(user.sub);
  return {};
};

/** `AdminUserGlobalSignOut` */
export const adminUserGlobalSignOut: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  pool.sessions.revokeAllOf(userOf(input, pool).sub);
  return {};
};
