import { verifyLogins } from '../login-verifier.js';
import { guestsNotSupported } from '../refusals.js';
import { RequestFields } from '../request-fields.js';
import { type Operation, requirePool } from '../operation.js';

/** `GetId`: the identity of the logins, or a new guest. */
export const getId: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  fields.accountId();
  const identityPoolId = fields.identityPoolId();
  const logins = fields.logins();
  fields.check();

  const pool = requirePool(identityPoolId, context);
  const verified = await verifyLogins(pool, logins, context.clock);
  if (verified.length > 0) {
    return { IdentityId: context.identities.ofLogins(identityPoolId, verified).identityId };
  }
  if (!pool.allowUnauthenticatedIdentities) throw guestsNotSupported();
  return { IdentityId: context.identities.createGuest(identityPoolId).identityId };
};
