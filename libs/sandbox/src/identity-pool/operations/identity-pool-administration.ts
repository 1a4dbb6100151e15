import { type Operation, requirePool } from '../operation.js';
import { RequestFields } from '../request-fields.js';
import { poolDescription, poolOf, readPoolSettings } from './identity-pool-settings.js';
import { pageOf, readPage } from './page.js';

export const createIdentityPool: Operation = async ({ input }, context) => {
  const settings = readPoolSettings(new RequestFields(input));
  const pool = poolOf({ ...settings, roles: {} }, context);
  context.pools.set(pool.identityPoolId, pool);
  return poolDescription(pool);
};

/** Replaces all but the roles, their mappings and the principal tags, which have operations of their own. */
export const updateIdentityPool: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  const settings = readPoolSettings(fields);
  const { roles, roleMappings, principalTags, tags } = requirePool(identityPoolId, context).settings;
  const pool = poolOf(
    {
      ...{ identityPoolId, roles },
      ...(tags !== undefined && { tags }),
      ...(roleMappings !== undefined && { roleMappings }),
      ...(principalTags !== undefined && { principalTags }),
      ...settings,
    },
    context,
  );
  context.pools.set(identityPoolId, pool);
  return poolDescription(pool);
};

export const describeIdentityPool: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  fields.check();
  return poolDescription(requirePool(identityPoolId, context));
};

/** With the pool go its identities. */
export const deleteIdentityPool: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  fields.check();
  requirePool(identityPoolId, context);
  context.pools.delete(identityPoolId);
  for (const { identityId } of context.identities.list(identityPoolId)) context.identities.delete(identityId);
  return {};
};

export const listIdentityPools: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const request = readPage(fields, 'required');
  fields.check();
  const { items, ...next } = pageOf([...context.pools.values()], (pool) => pool.identityPoolId, request);
  return {
    IdentityPools: items.map(({ identityPoolId, name }) => ({
      IdentityPoolId: identityPoolId,
      IdentityPoolName: name,
    })),
    ...next,
  };
};
