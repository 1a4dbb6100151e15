import { ACCOUNT_OPERATIONS } from './account-operations.js';
import { AUTHENTICATION_OPERATIONS } from './authentication-operations.js';
import { adminCreateUser } from './admin-create-user.js';
import { adminSetUserPassword } from './admin-set-user-password.js';
import { adminAddUserToGroup, adminRemoveUserFromGroup, createGroup } from './administer-groups.js';
import {
  adminDeleteUser,
  adminDisableUser,
  adminEnableUser,
  adminGetUser,
  adminUserGlobalSignOut,
} from './administer-users.js';
import { FEDERATION_OPERATIONS } from './federation-operations.js';
import { adminListGroupsForUser } from './list-groups.js';
import { adminInitiateAuth, initiateAuth } from './initiate-auth.js';
import { forAdministrators, forEveryone, type Operation } from './operation.js';
import { adminRespondToAuthChallenge, respondToAuthChallenge } from './respond-to-auth-challenge.js';
import { revokeToken } from './revoke-token.js';
import { confirmSignUp, signUp } from './sign-up.js';
import { getUser, globalSignOut } from './signed-in-user.js';

/** Every operation that the sandbox has, by its name in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ...ACCOUNT_OPERATIONS,
  ...AUTHENTICATION_OPERATIONS,
  ...FEDERATION_OPERATIONS,
  ['SignUp', forEveryone(signUp)],
  ['ConfirmSignUp', forEveryone(confirmSignUp)],
  ['InitiateAuth', forEveryone(initiateAuth)],
  ['RespondToAuthChallenge', forEveryone(respondToAuthChallenge)],
  ['GetUser', forEveryone(getUser)],
  ['GlobalSignOut', forEveryone(globalSignOut)],
  ['RevokeToken', forEveryone(revokeToken)],
  ['AdminInitiateAuth', forAdministrators(adminInitiateAuth)],
  ['AdminRespondToAuthChallenge', forAdministrators(adminRespondToAuthChallenge)],
  ['AdminCreateUser', forAdministrators(adminCreateUser)],
  ['AdminSetUserPassword', forAdministrators(adminSetUserPassword)],
  ['AdminGetUser', forAdministrators(adminGetUser)],
  ['AdminDisableUser', forAdministrators(adminDisableUser)],
  ['AdminEnableUser', forAdministrators(adminEnableUser)],
  ['AdminDeleteUser', forAdministrators(adminDeleteUser)],
  ['AdminUserGlobalSignOut', forAdministrators(adminUserGlobalSignOut)],
  ['CreateGroup', forAdministrators(createGroup)],
  ['AdminAddUserToGroup', forAdministrators(adminAddUserToGroup)],
  ['AdminRemoveUserFromGroup', forAdministrators(adminRemoveUserFromGroup)],
  ['AdminListGroupsForUser', forAdministrators(adminListGroupsForUser)],
]);
