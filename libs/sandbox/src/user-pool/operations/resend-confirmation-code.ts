import { assertSecretHash } from '../app-client.js';
import { CODE_LIFETIME_MS, issueCode } from '../issued-code.js';
import { refusals } from '../refusals.js';
import { sendMessage } from '../send-message.js';
import { shapes } from '../shapes.js';
import { signUpAddress, simulatedDelivery } from '../user-addresses.js';
import type { RunOperation } from './operation.js';
import { clientOf } from './request-subjects.js';

/** `ResendConfirmationCode`. The code before no longer counts. */
export const resendConfirmationCode: RunOperation = async (input, { pools, clock }) => {
  const { pool, client } = clientOf(input, pools);
  const username = input.string('Username', shapes.username);
  assertSecretHash(client, input.optionalString('SecretHash', shapes.secretHash), [username]);
  if (pool.settings.autoVerifiedAttributes.length === 0) {
    throw refusals.notAuthorized('Cannot resend codes. Auto verification not turned on.');
  }
  const user = pool.users.find(username);
  const hidden = client.preventUserExistenceErrors === 'ENABLED';
  const simulated = { CodeDeliveryDetails: simulatedDelivery(pool, username) };
  if (user?.enabled !== true) {
    if (hidden) return simulated;
    throw user === undefined ? refusals.unknownUserOfClient() : refusals.disabledUser();
  }
  if (user.status !== 'UNCONFIRMED') throw refusals.invalidParameter('User is already confirmed.');
  const attribute = signUpAddress(pool, user.attributes);
  const expiresAt = clock() + CODE_LIFETIME_MS;
  if (attribute === undefined) {
    user.confirmation = issueCode(expiresAt);
    return hidden ? simulated : {};
  }
  user.confirmation = issueCode(expiresAt, { attribute });
  const { code } = user.confirmation;
  return {
    CodeDeliveryDetails: await sendMessage(pool, user, {
      purpose: 'ResendCode',
      attribute,
      code,
      clientId: client.clientId,
      clientMetadata: input.stringMap('ClientMetadata'),
    }),
  };
};
