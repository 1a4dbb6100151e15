import type { GroupOptions } from '../../user-pool-options.js';
import type { OperationInput } from '../operation-input.js';
import { shapes } from '../shapes.js';
import type { RunOperation } from './operation.js';
import { groupOf, poolOf, userOf } from './request-subjects.js';
import { wireGroup } from './wire-format.js';

const LARGEST_INTEGER = 2 ** 31 - 1;

/** `CreateGroup` */
export const createGroup: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const groupName = input.string('GroupName', shapes.groupName);
  const group = pool.groups.create({ groupName, ...groupSettings(input) }, clock());
  return { Group: wireGroup(group, pool) };
};

/** `UpdateGroup`. What is not given stays. */
export const updateGroup: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const group = pool.groups.update(groupOf(input, pool), groupSettings(input), clock());
  return { Group: wireGroup(group, pool) };
};

/** `DeleteGroup` */
export const deleteGroup: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  pool.groups.delete(groupOf(input, pool));
  return {};
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

function groupSettings(input: OperationInput): Omit<GroupOptions, 'groupName'> {
  const description = input.optionalString('Description', shapes.description);
  const precedence = input.optionalInteger('Precedence', 0, LARGEST_INTEGER);
  const roleArn = input.optionalString('RoleArn', shapes.roleArn);
  return {
    ...(description === undefined ? {} : { description }),
    ...(precedence === undefined ? {} : { precedence }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}
