import { adminCreateUser } from './admin-create-user.js';
import { adminSetUserPassword } from './admin-set-user-password.js';
import {
  adminAddUserToGroup,
  adminListGroupsForUser,
  adminRemoveUserFromGroup,
  createGroup,
} from './administer-groups.js';
import {
  adminDeleteUser,
  adminDisableUser,
  adminEnableUser,
  adminGetUser,
  adminUpdateUserAttributes,
  adminUserGlobalSignOut,
} from './administer-users.js';
import { adminInitiateAuth, initiateAuth } from './initiate-auth.js';
import type { Operation, RunOperation } from './operation.js';
import { adminRespondToAuthChallenge, respondToAuthChallenge } from './respond-to-auth-challenge.js';
import { revokeToken } from './revoke-token.js';
import { confirmSignUp, signUp } from './sign-up.js';
import { getUser, globalSignOut } from './signed-in-user.js';

const forEveryone = (run: RunOperation): Operation => ({ signed: false, run });
const forAdministrators = (run: RunOperation): Operation => ({ signed: true, run });

/** Every operation that the sandbox has, by its name in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Operation> = new Map([
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
  ['AdminUpdateUserAttributes', forAdministrators(adminUpdateUserAttributes)],
  ['AdminUserGlobalSignOut', forAdministrators(adminUserGlobalSignOut)],
  ['CreateGroup', forAdministrators(createGroup)],
  ['AdminAddUserToGroup', forAdministrators(adminAddUserToGroup)],
  ['AdminRemoveUserFromGroup', forAdministrators(adminRemoveUserFromGroup)],
  ['AdminListGroupsForUser', forAdministrators(adminListGroupsForUser)],
]);
