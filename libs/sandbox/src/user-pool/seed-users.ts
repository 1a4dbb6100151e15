import type { GroupOptions, SeedUserOptions } from '../user-pool-options.js';
import { hashUserPassword } from './user-password.js';
import type { UserPool } from './user-pool.js';

/** Puts users into a pool from the start, confirmed and in their groups. Takes options that have been checked. */
export async function seedUsers(
  pool: UserPool,
  users: readonly SeedUserOptions[],
  now: number,
): Promise<void> {
  // Somebody who signed up under a name keeps it.
  const missing = users.filter(({ username }) => pool.users.find(username) === undefined);
  const prepared = await Promise.all(missing.map((user) => prepare(pool, user)));
  for (const { groups, ...user } of prepared) {
    const { sub } = pool.users.add({ ...user, status: 'CONFIRMED' }, now, 'User already exists');
    for (const group of groups) pool.groups.addMember(group, sub);
  }
}

async function prepare(pool: UserPool, { username, password, attributes, groups = [] }: SeedUserOptions) {
  const stored = pool.schema.forNewUser(new Map(Object.entries(attributes ?? {})), 'administrator');
  const name = pool.names.forNewUser(username, stored);
  return {
    ...name,
    attributes: stored,
    password: await hashUserPassword(pool, name.username, password),
    groups: groups.flatMap((group) => pool.groups.get(group) ?? []),
  };
}

/** Makes the groups of a pool. */
export function seedGroups(pool: UserPool, groups: readonly GroupOptions[], now: number): void {
  for (const group of groups) pool.groups.create(group, now);
}
