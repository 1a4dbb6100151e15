import { assertSecretHash } from '../app-client.js';
import { assertCode, type IssuedCode, issueCode, RESET_CODE_LIFETIME_MS } from '../issued-code.js';
import { assertPasswordPolicy } from '../password-policy.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import { sendMessage } from '../send-message.js';
import { shapes } from '../shapes.js';
import { migrateUser } from '../triggers/migrate-user.js';
import type { AddressAttribute } from '../account-settings.js';
import { recoveryAddress, simulatedDelivery } from '../user-addresses.js';
import { hashUserPassword } from '../user-password.js';
import type { User } from '../users.js';
import type { RunOperation } from './operation.js';
import { clientOf } from './request-subjects.js';

/** `ForgotPassword`. Who does not exist, is disabled or can not be reached gets an answer like everybody else's. */
export const forgotPassword: RunOperation = async (input, { pools, clock }) => {
  const found = clientOf(input, pools);
  const { pool, client } = found;
  const username = input.string('Username', shapes.username);
  assertSecretHash(client, input.optionalString('SecretHash', shapes.secretHash), [username]);
  const clientMetadata = input.stringMap('ClientMetadata');
  await migrateUser(found, { source: 'ForgotPassword', username, password: '', clientMetadata }, clock());
  const reachable = reachableUser(found, username);
  if (reachable === undefined) {
    pool.simulatedResets.request(pool.names.key(username), clock());
    return { CodeDeliveryDetails: simulatedDelivery(pool, username) };
  }
  const { user, attribute } = reachable;
  user.passwordReset = issueCode(clock() + RESET_CODE_LIFETIME_MS, { attribute });
  const { code } = user.passwordReset;
  return {
    CodeDeliveryDetails: await sendMessage(pool, user, {
      purpose: 'ForgotPassword',
      attribute,
      code,
      clientId: client.clientId,
      clientMetadata,
    }),
  };
};

/** `ConfirmForgotPassword` */
export const confirmForgotPassword: RunOperation = async (input, { pools, clock }) => {
  const found = clientOf(input, pools);
  const { pool, client } = found;
  const username = input.string('Username', shapes.username);
  assertSecretHash(client, input.optionalString('SecretHash', shapes.secretHash), [username]);
  const code = input.string('ConfirmationCode', shapes.confirmationCode);
  const password = input.string('Password', shapes.password);
  assertPasswordPolicy(password, pool.settings.passwordPolicy);
  const { user, issued } = pendingReset(found, username, code, clock());
  const hash = await hashUserPassword(pool, user.username, password);

  // From here on nothing waits, so that one code sets one password however many requests carry it.
  if (user.passwordReset !== issued || !user.enabled || pool.users.findBySub(user.sub) !== user) {
    throw refusals.expiredCode();
  }
  user.password = hash;
  user.status = 'CONFIRMED';
  user.modifiedAt = clock();
  delete user.passwordReset;
  delete user.confirmation;
  delete user.temporaryPasswordExpiresAt;
  await pool.triggers.postConfirmation({
    source: 'ConfirmForgotPassword',
    username: user.username,
    clientId: client.clientId,
    clientMetadata: input.stringMap('ClientMetadata'),
    user,
  });
  return {};
};

/** `undefined`: the answer must be as if there were such a user, and nothing is sent. */
function reachableUser(
  { pool, client }: ClientOfPool,
  username: string,
): { readonly user: User; readonly attribute: AddressAttribute } | undefined {
  const hidden = client.preventUserExistenceErrors === 'ENABLED';
  const user = pool.users.find(username);
  if (user?.enabled !== true) {
    if (hidden) return undefined;
    throw user === undefined ? refusals.unknownUserOfClient() : refusals.disabledUser();
  }
  // Whoever signs in elsewhere would get a second way in, which nobody asked for.
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') {
    throw refusals.notToBeReset();
  }
  const attribute = recoveryAddress(pool, user);
  if (attribute !== undefined) return { user, attribute };
  if (hidden) return undefined;
  throw refusals.unreachableUser();
}

/** Throws unless the code is the one that was sent to this user. */
function pendingReset(
  { pool, client }: ClientOfPool,
  username: string,
  code: string,
  now: number,
): { readonly user: User; readonly issued: IssuedCode } {
  const user = pool.users.find(username);
  const hidden = client.preventUserExistenceErrors === 'ENABLED';
  if (user?.enabled !== true && !hidden) {
    throw user === undefined ? refusals.unknownUserOfClient() : refusals.disabledUser();
  }
  if (user?.enabled === true && user.passwordReset !== undefined) {
    assertCode(user.passwordReset, code, now);
    return { user, issued: user.passwordReset };
  }
  assertCode(pool.simulatedResets.find(pool.names.key(username)), code, now);
  throw refusals.codeMismatch();
}
