import type { Clock } from '../clock.js';
import type { UserPoolOptions } from '../options.js';
import { createAppClient } from './app-client.js';
import { AttributeSchema } from './attribute-schema.js';
import { hashPassword } from './passwords.js';
import { randomPoolSuffix } from './random-id.js';
import { generateSigningKeys } from './signing-keys.js';
import { UserPool } from './user-pool.js';
import { restoredKeys, restoreUserPool, type UserPoolState } from './user-pool-state.js';

/** Where and when a pool lives. */
export interface UserPoolSurroundings {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** What pools kept when the sandbox ran before. */
  readonly kept?: readonly UserPoolState[];
}

/** Makes a pool of options that have been checked. */
export async function createUserPool(
  options: UserPoolOptions,
  around: UserPoolSurroundings,
): Promise<UserPool> {
  const userPoolId = options.userPoolId ?? `${around.region}_${randomPoolSuffix()}`;
  const seedUsers = options.users ?? [];
  const kept = around.kept?.find((state) => state.userPoolId === userPoolId);
  const seededBefore = kept?.seeded ?? [];
  const newUsers = seedUsers.filter(({ username }) => !seededBefore.includes(username));
  const [keys, ...passwords] = await Promise.all([
    kept === undefined ? generateSigningKeys() : restoredKeys(kept),
    ...newUsers.map(async (user) => ({ user, hash: await hashPassword(user.password) })),
  ]);
  const pool = new UserPool({
    userPoolId,
    arn: `arn:aws:cognito-idp:${around.region}:${around.accountId}:userpool/${userPoolId}`,
    baseUrl: around.baseUrl,
    clock: around.clock,
    keys,
    schema: new AttributeSchema(options.customAttributes ?? []),
    clients: options.clients.map(createAppClient),
    seedUsers,
    seededBefore,
  });
  const now = around.clock();
  const groups = new Map(
    (options.groups ?? []).map((group) => [group.groupName, pool.groups.create(group, now)]),
  );
  if (kept !== undefined) restoreUserPool(pool, kept);
  for (const { user, hash } of passwords) {
    // Somebody who signed up under a name keeps it.
    if (pool.users.find(user.username) !== undefined) continue;
    const attributes = pool.schema.forNewUser(
      new Map(Object.entries(user.attributes ?? {})),
      'administrator',
    );
    const { sub } = pool.users.add(
      { username: user.username, attributes, status: 'CONFIRMED', password: hash },
      now,
      'User already exists',
    );
    for (const name of user.groups ?? []) {
      const group = groups.get(name);
      if (group !== undefined) pool.groups.addMember(group, sub);
    }
  }
  return pool;
}
