import type { Group } from '../groups.js';
import type { OperationInput } from '../operation-input.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import type { UserPool } from '../user-pool.js';
import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';
import { wireGroup } from './wire-format.js';

const LARGEST_INTEGER = 2 ** 31 - 1;
const LARGEST_PAGE = 60;

/** `CreateGroup` */
export const createGroup: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const groupName = input.string('GroupName', shapes.groupName);
  const description = input.optionalString('Description', shapes.description);
  const precedence = input.optionalInteger('Precedence', 0, LARGEST_INTEGER);
  const roleArn = input.optionalString('RoleArn', shapes.roleArn);
  const group = pool.groups.create(
    {
      groupName,
      ...(description === undefined ? {} : { description }),
      ...(precedence === undefined ? {} : { precedence }),
      ...(roleArn === undefined ? {} : { roleArn }),
    },
    clock(),
  );
  return { Group: wireGroup(group, pool) };
};

/** `AdminAddUserToGroup` */
export const adminAddUserToGroup: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  pool.groups.addMember(groupOf(input, pool), userOf(input, pool).sub);
  return {};
};

/** `AdminRemoveUserFromGroup` */
export const adminRemoveUserFromGroup: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  pool.groups.removeMember(groupOf(input, pool), userOf(input, pool).sub);
  return {};
};

/** `AdminListGroupsForUser`. The token of the next page is the number of groups already listed. */
export const adminListGroupsForUser: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const user = userOf(input, pool);
  const limit = input.optionalInteger('Limit', 0, LARGEST_PAGE) ?? LARGEST_PAGE;
  const start = Number(input.optionalString('NextToken', shapes.paginationKey) ?? 0);
  const groups = pool.groups.ofUser(user.sub);
  if (!Number.isInteger(start) || start < 0)
    throw refusals.invalidParameter('Invalid pagination token given.');
  const end = start + (limit === 0 ? LARGEST_PAGE : limit);
  return {
    Groups: groups.slice(start, end).map((group) => wireGroup(group, pool)),
    ...(end < groups.length ? { NextToken: String(end) } : {}),
  };
};

function groupOf(input: OperationInput, pool: UserPool): Group {
  const group = pool.groups.get(input.string('GroupName', shapes.groupName));
  if (group === undefined) throw refusals.resourceNotFound('Group not found.');
  return group;
}
