import type { CustomAttributeOptions, GroupOptions, SeedUserOptions, UserPoolOptions } from '../options.js';
import { AttributeSchema } from './attribute-schema.js';
import { checkClientOptions } from './client-options-check.js';
import {
  assertArray,
  assertBoolean,
  assertInteger,
  assertMatch,
  assertObject,
  assertUnique,
  optionFault,
} from './option-check.js';
import { passwordPolicyBreach } from './password-policy.js';
import { shapes } from './shapes.js';

const POOL_KEYS = ['userPoolId', 'clients', 'groups', 'users', 'customAttributes'];
const ATTRIBUTE_TYPES = ['String', 'Number', 'Boolean', 'DateTime'];
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
const NAME_EXPECTED = '1 to 128 characters without spaces';

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
    checkGroups(`${path}.groups`, pool.groups);
    checkUsers(`${path}.users`, pool);
  }
}

function checkPoolId(path: string, poolId: string | undefined, region: string, seen: Set<string>): void {
  if (poolId === undefined) return;
  const suffix = poolId.startsWith(`${region}_`) ? poolId.slice(region.length + 1) : '';
  if (!/^[A-Za-z0-9]{9}$/.test(suffix)) {
    throw optionFault(path, poolId, `"${region}_" and 9 letters or digits, such as "${region}_Ab1Cd2Ef3"`);
  }
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
    if (attribute.type !== undefined && !ATTRIBUTE_TYPES.includes(attribute.type)) {
      throw optionFault(`${at}.type`, attribute.type, `one of ${ATTRIBUTE_TYPES.join(', ')}`);
    }
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

function checkUsers(path: string, pool: UserPoolOptions): void {
  if (pool.users === undefined) return;
  assertArray(path, pool.users);
  const names = new Set<string>();
  const groups = new Set((pool.groups ?? []).map((group) => group.groupName));
  const schema = new AttributeSchema(pool.customAttributes ?? []);
  for (const [index, user] of pool.users.entries()) {
    const at = `${path}[${index}]`;
    assertObject(at, user, ['username', 'password', 'groups', 'attributes']);
    assertMatch(`${at}.username`, user.username, NAME, NAME_EXPECTED);
    assertUnique(`${at}.username`, user.username, names);
    checkPassword(`${at}.password`, user.password);
    checkMemberships(`${at}.groups`, user, groups);
    checkAttributes(`${at}.attributes`, user, schema);
  }
}

/** Says which rule is broken, never the password. */
function checkPassword(path: string, password: unknown): void {
  const usable =
    typeof password === 'string' &&
    password.length <= shapes.password.max &&
    shapes.password.pattern.test(password);
  const breach = usable ? passwordPolicyBreach(password) : undefined;
  if (usable && breach === undefined) return;
  throw new TypeError(
    `${path}: ${breach ?? 'not a usable password'}. Expected at least 8 characters with an upper-case letter, ` +
      'a lower-case letter, a digit and a symbol.',
  );
}

function checkMemberships(path: string, user: SeedUserOptions, known: ReadonlySet<string>): void {
  if (user.groups === undefined) return;
  assertArray(path, user.groups);
  for (const [index, group] of user.groups.entries()) {
    if (!known.has(group)) {
      throw optionFault(
        `${path}[${index}]`,
        group,
        `a group of this pool (${[...known].join(', ') || 'it has none'})`,
      );
    }
  }
}

function checkAttributes(path: string, user: SeedUserOptions, schema: AttributeSchema): void {
  if (user.attributes === undefined) return;
  assertObject(path, user.attributes, Object.keys(user.attributes));
  for (const [name, value] of Object.entries(user.attributes)) {
    assertMatch(`${path}.${name}`, value, /^[^]{0,2048}$/, 'a string of at most 2048 characters');
    try {
      schema.forNewUser(new Map([[name, value]]), 'administrator');
    } catch (error) {
      throw new TypeError(
        `${path}.${name}: ${error instanceof Error ? error.message.trim() : 'not allowed'}`,
        {
          cause: error,
        },
      );
    }
  }
}
