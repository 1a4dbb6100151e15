import { ServiceError } from '../../http/service-error.js';
import { unusablePassword } from '../passwords.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import { hashUserPassword, temporaryPasswordLifetimeMs } from '../user-password.js';
import type { MigratedUser, UserMigrationCall } from './triggers.js';

/** Creates a user whom the pool's migration trigger knows. Does nothing where there is a user of that name, or no trigger. */
export async function migrateUser(
  { pool, client }: ClientOfPool,
  call: Omit<UserMigrationCall, 'clientId'>,
  now: number,
): Promise<void> {
  if (!pool.triggers.has('userMigration') || pool.users.find(call.username) !== undefined) return;
  const migrated = await migratedUser({ pool, client }, call);
  if (migrated === undefined) return;
  const { username: renamed, ...given } = Object.fromEntries(migrated.attributes);
  const attributes = pool.schema.forNewUser(new Map(Object.entries(given)), 'administrator');
  const name = pool.names.forNewUser(renamed ?? call.username, attributes);
  const password =
    call.source === 'Authentication'
      ? await hashUserPassword(pool, name.username, call.password)
      : unusablePassword();
  // Another request may have been faster.
  if (pool.users.find(call.username) !== undefined) return;
  const { status } = migrated;
  pool.users.add(
    {
      ...name,
      attributes,
      status,
      password,
      ...(status === 'FORCE_CHANGE_PASSWORD' && {
        temporaryPasswordExpiresAt: now + temporaryPasswordLifetimeMs(pool),
      }),
    },
    now,
    'User already exists',
  );
}

/** At a sign-in, who is refused by the older directory is refused like everybody with a wrong password. */
async function migratedUser(
  { pool, client }: ClientOfPool,
  call: Omit<UserMigrationCall, 'clientId'>,
): Promise<MigratedUser | undefined> {
  try {
    return await pool.triggers.userMigration({ ...call, clientId: client.clientId });
  } catch (error) {
    const isRefused = error instanceof ServiceError && error.type === 'UserLambdaValidationException';
    if (isRefused && call.source === 'Authentication') throw refusals.incorrectPassword();
    throw error;
  }
}
