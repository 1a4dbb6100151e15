import { assertSecretHash } from '../app-client.js';
import { assertCode, CODE_LIFETIME_MS, issueCode } from '../issued-code.js';
import { assertPasswordPolicy } from '../password-policy.js';
import { refusals } from '../refusals.js';
import { sendMessage } from '../send-message.js';
import { shapes } from '../shapes.js';
import { verifyAsDecided } from '../triggers/verify-as-decided.js';
import { hashUserPassword } from '../user-password.js';
import { signUpAddress } from '../user-addresses.js';
import type { RunOperation } from './operation.js';
import { clientOf } from './request-subjects.js';

/** `SignUp`. The code is in the pool's outbox and, also of a user without an address, in `UserPool.confirmationCode`. */
export const signUp: RunOperation = async (input, { pools, clock }) => {
  const { pool, client } = clientOf(input, pools);
  const given = input.string('Username', shapes.username);
  assertSecretHash(client, input.optionalString('SecretHash', shapes.secretHash), [given]);
  if (pool.settings.allowAdminCreateUserOnly) {
    throw refusals.notAuthorized('SignUp is not permitted for this user pool');
  }
  const password = input.string('Password', shapes.password);
  assertPasswordPolicy(password, pool.settings.passwordPolicy);
  const sent = input.attributes('UserAttributes');
  const attributes = pool.schema.forNewUser(sent, 'user');
  const name = pool.names.forNewUser(given, attributes);
  const hash = await hashUserPassword(pool, name.username, password);
  const call = {
    username: name.username,
    clientId: client.clientId,
    clientMetadata: input.stringMap('ClientMetadata'),
  };
  const decided = await pool.triggers.preSignUp({
    ...call,
    source: 'SignUp',
    attributes: sent,
    validationData: input.attributes('ValidationData'),
  });
  verifyAsDecided(attributes, decided);
  const now = clock();
  if (decided.autoConfirmUser) {
    const user = pool.users.add(
      { ...name, attributes, status: 'CONFIRMED', password: hash },
      now,
      'User already exists',
    );
    await pool.triggers.postConfirmation({ ...call, source: 'ConfirmSignUp', user });
    return { UserConfirmed: true, UserSub: user.sub };
  }
  const attribute = signUpAddress(pool, attributes);
  const confirmation = issueCode(now + CODE_LIFETIME_MS, attribute === undefined ? {} : { attribute });
  const user = pool.users.add(
    { ...name, attributes, status: 'UNCONFIRMED', password: hash, confirmation },
    now,
    'User already exists',
  );
  const { code } = confirmation;
  const delivery =
    attribute && (await sendMessage(pool, user, { ...call, purpose: 'SignUp', attribute, code }));
  return {
    UserConfirmed: false,
    UserSub: user.sub,
    ...(delivery === undefined ? {} : { CodeDeliveryDetails: delivery }),
  };
};

/** `ConfirmSignUp`. An unknown user is answered like a code that is no longer known, so that nobody is given away. */
export const confirmSignUp: RunOperation = async (input, { pools, clock }) => {
  const { pool, client } = clientOf(input, pools);
  const username = input.string('Username', shapes.username);
  assertSecretHash(client, input.optionalString('SecretHash', shapes.secretHash), [username]);
  const code = input.string('ConfirmationCode', shapes.confirmationCode);
  const forceAlias = input.optionalBoolean('ForceAliasCreation') ?? false;
  input.refuse('Session');
  const user = pool.users.find(username);
  if (user === undefined) {
    throw client.preventUserExistenceErrors === 'ENABLED'
      ? refusals.expiredCode()
      : refusals.unknownUserOfClient();
  }
  if (user.confirmation === undefined) throw refusals.notToBeConfirmed(user.status);
  assertCode(user.confirmation, code, clock());
  const { attribute } = user.confirmation;
  if (attribute !== undefined && user.attributes.has(attribute)) {
    // Whoever knows the code has read the message that carried it.
    const verified = new Map(user.attributes).set(`${attribute}_verified`, 'true');
    pool.users.takeAliases(verified, user, forceAlias);
    user.attributes.set(`${attribute}_verified`, 'true');
  }
  user.status = 'CONFIRMED';
  user.modifiedAt = clock();
  delete user.confirmation;
  await pool.triggers.postConfirmation({
    source: 'ConfirmSignUp',
    username: user.username,
    clientId: client.clientId,
    clientMetadata: input.stringMap('ClientMetadata'),
    user,
  });
  return {};
};
