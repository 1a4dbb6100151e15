import type { Clock } from '../clock.js';
import type { UserPoolOptions } from '../user-pool-options.js';
import { accountSettings } from './account-settings.js';
import { createAppClient } from './app-client.js';
import { AttributeSchema } from './attribute-schema.js';
import { addConfiguredProviders } from './federation/configured-providers.js';
import { createMfaSettings } from './mfa/mfa-settings.js';
import { createPasskeySettings } from './passkeys/passkey-settings.js';
import { randomPoolSuffix } from './random-id.js';
import { createThreatProtection } from './risk/threat-protection.js';
import { seedGroups, seedUsers } from './seed-users.js';
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
  const kept = around.kept?.find((state) => state.userPoolId === userPoolId);
  const seededBefore = kept?.seeded ?? [];
  const keys = kept === undefined ? await generateSigningKeys() : restoredKeys(kept);
  const pool = new UserPool({
    userPoolId,
    region: around.region,
    arn: `arn:aws:cognito-idp:${around.region}:${around.accountId}:userpool/${userPoolId}`,
    baseUrl: around.baseUrl,
    clock: around.clock,
    keys,
    settings: accountSettings(options),
    schema: new AttributeSchema(options.customAttributes ?? []),
    clients: options.clients.map(createAppClient),
    resourceServers: options.resourceServers ?? [],
    managedLogin: options.managedLogin ?? {},
    triggers: options.triggers ?? {},
    mfa: createMfaSettings(options.mfa),
    firstAuthFactors: options.firstAuthFactors ?? ['PASSWORD'],
    passkeys: createPasskeySettings(options.passkeys),
    deviceTracking: options.deviceTracking,
    risk: createThreatProtection(options.risk),
    seedUsers: options.users ?? [],
    seededBefore,
  });
  const now = around.clock();
  seedGroups(pool, options.groups ?? [], now);
  if (kept !== undefined) restoreUserPool(pool, kept);
  await addConfiguredProviders(pool.identityProviders, options.identityProviders ?? [], now);
  await seedUsers(
    pool,
    pool.seedUsers.filter(({ username }) => !seededBefore.includes(username)),
    now,
  );
  return pool;
}
