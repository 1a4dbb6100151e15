import type { Identity } from '../identities.js';
import type { IdentityPool } from '../identity-pool.js';
import { type Operation, requirePool } from '../operation.js';
import { RequestFields } from '../request-fields.js';
import { pageOf, readPage } from './page.js';

const MOST_DELETED = 60;

export const describeIdentity: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityId = fields.identityId();
  fields.check();
  const identity = context.identities.require(identityId);
  return identityDescription(identity, context.pools.get(identity.identityPoolId));
};

export const listIdentities: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  const request = readPage(fields, 'required');
  const hideDisabled = fields.flag('HideDisabled') ?? false;
  fields.check();
  const pool = requirePool(identityPoolId, context);
  const all = context.identities.list(identityPoolId).filter(({ disabled }) => !(hideDisabled && disabled));
  const { items, ...next } = pageOf(all, ({ identityId }) => identityId, request);
  return {
    IdentityPoolId: identityPoolId,
    Identities: items.map((identity) => identityDescription(identity, pool)),
    ...next,
  };
};

/** Deletes what there is. What there is not counts as deleted. */
export const deleteIdentities: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const ids = fields.present('IdentityIdsToDelete', fields.textList('IdentityIdsToDelete'), []);
  fields.length('IdentityIdsToDelete', ids.length, 1, MOST_DELETED);
  fields.check();
  for (const identityId of ids) context.identities.delete(identityId);
  return { UnprocessedIdentityIds: [] };
};

function identityDescription(identity: Identity, pool: IdentityPool | undefined): object {
  const logins = [...identity.logins.keys()];
  if (identity.developerUsers.size > 0 && pool?.developerProviderName !== undefined) {
    logins.push(pool.developerProviderName);
  }
  return {
    IdentityId: identity.identityId,
    ...(logins.length > 0 && { Logins: logins }),
    CreationDate: identity.createdAt / 1000,
    LastModifiedDate: identity.modifiedAt / 1000,
  };
}
