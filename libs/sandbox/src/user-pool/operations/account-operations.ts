import {
  adminConfirmSignUp,
  adminDeleteUserAttributes,
  adminResetUserPassword,
  adminUpdateUserAttributes,
} from './administer-accounts.js';
import { deleteGroup, updateGroup } from './administer-groups.js';
import { changePassword } from './change-password.js';
import { describeUserPoolClient, listUserPoolClients } from './describe-user-pool-client.js';
import { describeUserPool, listUserPools } from './describe-user-pool.js';
import { confirmForgotPassword, forgotPassword } from './forgot-password.js';
import { getGroup, listGroups } from './list-groups.js';
import { describeResourceServer, listResourceServers } from './list-resource-servers.js';
import { listUsers, listUsersInGroup } from './list-users.js';
import { forAdministrators, forEveryone, type Operation } from './operation.js';
import {
  deleteUser,
  deleteUserAttributes,
  getUserAttributeVerificationCode,
  updateUserAttributes,
  verifyUserAttribute,
} from './own-account.js';
import { resendConfirmationCode } from './resend-confirmation-code.js';

/** What users do with their own accounts, and administrators with all of them. */
export const ACCOUNT_OPERATIONS: readonly (readonly [name: string, operation: Operation])[] = [
  ['ResendConfirmationCode', forEveryone(resendConfirmationCode)],
  ['ForgotPassword', forEveryone(forgotPassword)],
  ['ConfirmForgotPassword', forEveryone(confirmForgotPassword)],
  ['ChangePassword', forEveryone(changePassword)],
  ['UpdateUserAttributes', forEveryone(updateUserAttributes)],
  ['DeleteUserAttributes', forEveryone(deleteUserAttributes)],
  ['GetUserAttributeVerificationCode', forEveryone(getUserAttributeVerificationCode)],
  ['VerifyUserAttribute', forEveryone(verifyUserAttribute)],
  ['DeleteUser', forEveryone(deleteUser)],
  ['AdminConfirmSignUp', forAdministrators(adminConfirmSignUp)],
  ['AdminResetUserPassword', forAdministrators(adminResetUserPassword)],
  ['AdminUpdateUserAttributes', forAdministrators(adminUpdateUserAttributes)],
  ['AdminDeleteUserAttributes', forAdministrators(adminDeleteUserAttributes)],
  ['ListUsers', forAdministrators(listUsers)],
  ['ListUsersInGroup', forAdministrators(listUsersInGroup)],
  ['GetGroup', forAdministrators(getGroup)],
  ['ListGroups', forAdministrators(listGroups)],
  ['UpdateGroup', forAdministrators(updateGroup)],
  ['DeleteGroup', forAdministrators(deleteGroup)],
  ['DescribeUserPool', forAdministrators(describeUserPool)],
  ['DescribeUserPoolClient', forAdministrators(describeUserPoolClient)],
  ['ListUserPools', forAdministrators(listUserPools)],
  ['ListUserPoolClients', forAdministrators(listUserPoolClients)],
  ['DescribeResourceServer', forAdministrators(describeResourceServer)],
  ['ListResourceServers', forAdministrators(listResourceServers)],
];
