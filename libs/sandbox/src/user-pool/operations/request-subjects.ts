import type { Group } from '../groups.js';
import type { OperationInput } from '../operation-input.js';
import type { ClientOfPool, PoolRegistry } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';

/** The pool that `UserPoolId` names. */
export function poolOf(input: OperationInput, pools: PoolRegistry): UserPool {
  const userPoolId = input.string('UserPoolId', shapes.userPoolId);
  const pool = pools.byId(userPoolId);
  if (pool === undefined) throw refusals.unknownPool(userPoolId);
  return pool;
}

/** The client that `ClientId` names, with its pool. */
export function clientOf(input: OperationInput, pools: PoolRegistry): ClientOfPool {
  const clientId = input.string('ClientId', shapes.clientId);
  const found = pools.byClientId(clientId);
  if (found === undefined) throw refusals.unknownClient(clientId);
  return found;
}

/** The client that `ClientId` names, which must belong to the pool that `UserPoolId` names. */
export function clientOfPool(input: OperationInput, pools: PoolRegistry): ClientOfPool {
  const pool = poolOf(input, pools);
  const found = clientOf(input, pools);
  if (found.pool !== pool) throw refusals.unknownClient(found.client.clientId);
  return found;
}

/** The group that `GroupName` names in a pool. */
export function groupOf(input: OperationInput, pool: UserPool): Group {
  const group = pool.groups.get(input.string('GroupName', shapes.groupName));
  if (group === undefined) throw refusals.resourceNotFound('Group not found.');
  return group;
}

/** The user that `Username` names in a pool. */
export function userOf(input: OperationInput, pool: UserPool): User {
  const user = pool.users.find(input.string('Username', shapes.username));
  if (user === undefined) throw refusals.unknownUser();
  return user;
}
