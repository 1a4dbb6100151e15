import { pageOf } from '../page.js';
import type { RunOperation } from './operation.js';
import { groupOf, poolOf, userOf } from './request-subjects.js';
import { wireGroup } from './wire-format.js';

const MEMBERS = { limit: 'Limit', token: 'NextToken' } as const;

/** `GetGroup` */
export const getGroup: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  return { Group: wireGroup(groupOf(input, pool), pool) };
};

/** `ListGroups` */
export const listGroups: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const { page, next } = pageOf(input, pool.groups.list(), MEMBERS);
  return { Groups: page.map((group) => wireGroup(group, pool)), ...next };
};

/** `AdminListGroupsForUser` */
export const adminListGroupsForUser: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const groups = pool.groups.ofUser(userOf(input, pool).sub);
  const { page, next } = pageOf(input, groups, MEMBERS);
  return { Groups: page.map((group) => wireGroup(group, pool)), ...next };
};
