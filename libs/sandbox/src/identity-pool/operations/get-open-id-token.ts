import { authenticateCaller } from '../caller.js';
import { invalidParameter } from '../refusals.js';
import { RequestFields } from '../request-fields.js';
import type { Operation } from '../operation.js';

/** `GetOpenIdToken`: the first half of the basic (classic) flow. */
export const getOpenIdToken: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityId = fields.identityId();
  const logins = fields.logins();
  fields.check();

  const { pool, identity, amr, principalTags } = await authenticateCaller(identityId, logins, context);
  if (!pool.allowClassicFlow) {
    throw invalidParameter('Basic (classic) flow is not enabled, please use enhanced flow.');
  }
  if (pool.hasRoleMappings) {
    throw invalidParameter(
      'Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.',
    );
  }
  const token = await context.openIdTokens.issue({
    identityId: identity.identityId,
    identityPoolId: pool.identityPoolId,
    amr,
    principalTags,
  });
  return { IdentityId: identity.identityId, Token: token };
};
