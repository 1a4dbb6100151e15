import { type Operation, type OperationContext, poolArn } from '../operation.js';
import type { IdentityPool } from '../identity-pool.js';
import { invalidParameter, resourceNotFound } from '../refusals.js';
import { RequestFields } from '../request-fields.js';
import { poolOf } from './identity-pool-settings.js';

const ARN = { minimum: 20, maximum: 2048 };

export const tagResource: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const arn = fields.required('ResourceArn', ARN);
  const added = fields.present('Tags', fields.textMap('Tags'), {});
  fields.check();
  const pool = poolByArn(arn, context);
  const tags = { ...pool.tags, ...added };
  context.pools.set(pool.identityPoolId, poolOf({ ...pool.settings, tags }, context));
  return {};
};

export const untagResource: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const arn = fields.required('ResourceArn', ARN);
  const keys = fields.present('TagKeys', fields.textList('TagKeys'), []);
  fields.check();
  const pool = poolByArn(arn, context);
  const tags = Object.fromEntries(Object.entries(pool.tags).filter(([key]) => !keys.includes(key)));
  context.pools.set(pool.identityPoolId, poolOf({ ...pool.settings, tags }, context));
  return {};
};

export const listTagsForResource: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const arn = fields.required('ResourceArn', ARN);
  fields.check();
  return { Tags: poolByArn(arn, context).tags };
};

function poolByArn(arn: string, context: OperationContext): IdentityPool {
  if (!/^arn:[a-z-]+:cognito-identity:/.test(arn))
    throw invalidParameter('The ResourceArn is not that of an identity pool.');
  const pool = [...context.pools.values()].find(
    ({ identityPoolId }) => poolArn(identityPoolId, context) === arn,
  );
  if (pool === undefined) throw resourceNotFound(`Resource '${arn}' not found.`);
  return pool;
}
