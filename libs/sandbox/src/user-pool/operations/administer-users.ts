import { wireMfa } from '../mfa/mfa-description.js';
import { removeUser } from '../remove-user.js';
import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';
import { wireAttributes, wireUserState } from './wire-format.js';

/** `AdminGetUser` */
export const adminGetUser: RunOperation = async (input, { pools }) => {
  const user = userOf(input, poolOf(input, pools));
  return {
    Username: user.username,
    UserAttributes: wireAttributes(user),
    ...wireUserState(user),
    ...wireMfa(user),
  };
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

/** `AdminDeleteUser` */
export const adminDeleteUser: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  removeUser(pool, userOf(input, pool));
  return {};
};

/** `AdminUserGlobalSignOut` */
export const adminUserGlobalSignOut: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  pool.sessions.revokeAllOf(userOf(input, pool).sub);
  return {};
};
