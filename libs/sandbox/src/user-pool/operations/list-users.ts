import { pageOf } from '../page.js';
import { refusals } from '../refusals.js';
import { userFilter } from '../user-filter.js';
import type { User } from '../users.js';
import type { RunOperation } from './operation.js';
import { groupOf, poolOf } from './request-subjects.js';
import { wireUser } from './wire-format.js';

/** `ListUsers` */
export const listUsers: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const matches = userFilter(input.optionalString('Filter', { max: 256 }) ?? '');
  const names = input.optionalStringList('AttributesToGet') ?? [];
  for (const name of names) {
    if (!pool.schema.has(name)) {
      throw refusals.invalidParameter('One or more requested attributes do not exist in user pool.');
    }
  }
  const { page, next } = pageOf(input, pool.users.list().filter(matches), {
    limit: 'Limit',
    token: 'PaginationToken',
  });
  return { Users: page.map((user) => describeUser(user, names)), ...next };
};

/** `ListUsersInGroup` */
export const listUsersInGroup: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const group = groupOf(input, pool);
  const members = pool.users.list().filter(({ sub }) => pool.groups.ofUser(sub).includes(group));
  const { page, next } = pageOf(input, members, { limit: 'Limit', token: 'NextToken' });
  return { Users: page.map((user) => wireUser(user)), ...next };
};

/** With all attributes, or those that were asked for. */
function describeUser(user: User, names: readonly string[]): object {
  if (names.length === 0) return wireUser(user);
  const attributes = names.flatMap((Name) => {
    const Value = Name === 'sub' ? user.sub : user.attributes.get(Name);
    return Value === undefined ? [] : [{ Name, Value }];
  });
  return { ...wireUser(user), Attributes: attributes };
}
