import {
  assertArray,
  assertBoolean,
  assertInteger,
  assertMatch,
  assertObject,
  assertOneOf,
  assertUnique,
} from '../option-check.js';
import type { CustomAttributeOptions, GroupOptions, UserPoolOptions } from '../user-pool-options.js';
import { ACCOUNT_KEYS, checkAccountOptions } from './account-options-check.js';
import { AUTHENTICATION_KEYS, checkAuthenticationOptions } from './authentication-options-check.js';
import { checkClientOptions } from './client-options-check.js';
import { checkIdentityProviders } from './federation/configured-providers.js';
import { checkManagedLoginOptions } from './managed-login/managed-login-options-check.js';
import { checkResourceServers, checkSupportedProviders } from './oauth2/oauth-options-check.js';
import { checkSeedUsers } from './seed-users-check.js';
import { STANDARD_ATTRIBUTES } from './standard-attributes.js';
import { NAME, NAME_EXPECTED, shapes } from './shapes.js';
import { checkTriggersOptions } from './triggers/trigger-options-check.js';

const POOL_KEYS = [
  'userPoolId',
  'clients',
  'groups',
  'users',
  'customAttributes',
  ...ACCOUNT_KEYS,
  ...AUTHENTICATION_KEYS,
  'triggers',
  'identityProviders',
  'resourceServers',
  'managedLogin',
];
const ATTRIBUTE_TYPES = ['String', 'Number', 'Boolean', 'DateTime'];

/** Checks the configuration of all user pools. Throws a `TypeError` that names the option. */
export function checkUserPoolOptions(pools: readonly UserPoolOptions[], region: string): void {
  assertArray('userPools', pools);
  const poolIds = new Set<string>();
  const clientIds = new Set<string>();
  for (const [index, pool] of pools.entries()) {
    const path = `userPools[${index}]`;
    assertObject(path, pool, POOL_KEYS);
    checkPoolId(`${path}.userPoolId`, pool.userPoolId, region, poolIds);
    checkClients(`${path}.clients`, pool, clientIds);
    checkCustomAttributes(`${path}.customAttributes`, pool.customAttributes);
    const custom = (pool.customAttributes ?? []).map(({ name }) => name);
    checkIdentityProviders(
      `${path}.identityProviders`,
      pool.identityProviders,
      (name) => STANDARD_ATTRIBUTES.has(name) || custom.includes(name),
    );
    checkSupportedProviders(path, pool);
    checkResourceServers(path, pool);
    checkManagedLoginOptions(`${path}.managedLogin`, pool.managedLogin);
    checkAccountOptions(path, pool);
    checkAuthenticationOptions(path, pool);
    checkGroups(`${path}.groups`, pool.groups);
    checkTriggersOptions(`${path}.triggers`, pool.triggers);
    checkSeedUsers(`${path}.users`, pool);
  }
}

function checkPoolId(path: string, poolId: string | undefined, region: string, seen: Set<string>): void {
  if (poolId === undefined) return;
  assertMatch(
    path,
    poolId,
    new RegExp(`^${region}_[A-Za-z0-9]{9}$`),
    `"${region}_" and 9 letters or digits, such as "${region}_Ab1Cd2Ef3"`,
  );
  assertUnique(path, poolId, seen);
}

function checkClients(path: string, pool: UserPoolOptions, clientIds: Set<string>): void {
  assertArray(path, pool.clients);
  const names = new Set<string>();
  for (const [index, client] of pool.clients.entries()) {
    checkClientOptions(`${path}[${index}]`, client);
    assertUnique(`${path}[${index}].name`, client.name, names);
    if (client.clientId !== undefined) assertUnique(`${path}[${index}].clientId`, client.clientId, clientIds);
  }
}

function checkCustomAttributes(
  path: string,
  attributes: readonly CustomAttributeOptions[] | undefined,
): void {
  if (attributes === undefined) return;
  assertArray(path, attributes);
  const names = new Set<string>();
  for (const [index, attribute] of attributes.entries()) {
    const at = `${path}[${index}]`;
    assertObject(at, attribute, ['name', 'type', 'mutable']);
    assertMatch(
      `${at}.name`,
      attribute.name,
      /^custom:[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u,
      '"custom:" and 1 to 20 characters',
    );
    assertUnique(`${at}.name`, attribute.name, names);
    if (attribute.type !== undefined) assertOneOf(`${at}.type`, attribute.type, ATTRIBUTE_TYPES);
    if (attribute.mutable !== undefined) assertBoolean(`${at}.mutable`, attribute.mutable);
  }
}

function checkGroups(path: string, groups: readonly GroupOptions[] | undefined): void {
  if (groups === undefined) return;
  assertArray(path, groups);
  const names = new Set<string>();
  for (const [index, group] of groups.entries()) {
    const at = `${path}[${index}]`;
    assertObject(at, group, ['groupName', 'description', 'precedence', 'roleArn']);
    assertMatch(`${at}.groupName`, group.groupName, NAME, NAME_EXPECTED);
    assertUnique(`${at}.groupName`, group.groupName, names);
    if (group.description !== undefined) {
      assertMatch(`${at}.description`, group.description, /^[^]{0,2048}$/, 'at most 2048 characters');
    }
    if (group.precedence !== undefined) assertInteger(`${at}.precedence`, group.precedence, 0, 2 ** 31 - 1);
    if (group.roleArn !== undefined) {
      assertMatch(`${at}.roleArn`, group.roleArn, shapes.roleArn.pattern, 'arn:aws:iam::ACCOUNT:role/NAME');
    }
  }
}
