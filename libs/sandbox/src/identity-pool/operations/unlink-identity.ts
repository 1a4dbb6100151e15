import { authenticateCaller } from '../caller.js';
import type { Operation } from '../operation.js';
import { RequestFields } from '../request-fields.js';

/** `UnlinkIdentity`: takes logins away from the caller's own identity. */
export const unlinkIdentity: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityId = fields.identityId();
  const logins = fields.present('Logins', fields.logins(), {});
  const removed = fields.present('LoginsToRemove', fields.textList('LoginsToRemove'), []);
  fields.check();

  const { identity } = await authenticateCaller(identityId, logins, context);
  context.identities.unlink(
    identity.identityId,
    [...identity.logins]
      .filter(([providerName]) => removed.includes(providerName))
      .map(([providerName, sub]) => ({ providerName, sub })),
  );
  return {};
};
