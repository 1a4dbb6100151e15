import {
  assertArray,
  assertMatch,
  assertObject,
  assertRecord,
  assertUnique,
  memberPath,
} from '../option-check.js';
import { oneOf, optionError } from '../option-error.js';
import type { SeedUserOptions, UserPoolOptions } from '../user-pool-options.js';
import { accountSettings, type AccountSettings } from './account-settings.js';
import { AttributeSchema } from './attribute-schema.js';
import { passwordPolicyBreach } from './password-policy.js';
import { NAME, NAME_EXPECTED, shapes } from './shapes.js';
import { SignInNames } from './sign-in-names.js';
import { isWellFormed } from './well-formed.js';

/** Checks the users that a pool has from the start. Throws a `TypeError` that names the option and shows no value. */
export function checkSeedUsers(path: string, pool: UserPoolOptions): void {
  if (pool.users === undefined) return;
  assertArray(path, pool.users);
  const names = new Set<string>();
  const groups = new Set((pool.groups ?? []).map((group) => group.groupName));
  const schema = new AttributeSchema(pool.customAttributes ?? []);
  const settings = accountSettings(pool);
  for (const [index, user] of pool.users.entries()) {
    const at = `${path}[${index}]`;
    assertObject(at, user, ['username', 'password', 'groups', 'attributes']);
    assertMatch(`${at}.username`, user.username, NAME, NAME_EXPECTED);
    assertUnique(`${at}.username`, user.username, names);
    checkName(`${at}.username`, user.username, settings);
    checkPassword(`${at}.password`, user.password, settings.passwordPolicy);
    checkMemberships(`${at}.groups`, user, groups);
    checkAttributes(`${at}.attributes`, user, schema);
  }
}

/** In some pools names are addresses, and in others they may not be. */
function checkName(path: string, username: string, settings: AccountSettings): void {
  try {
    new SignInNames(settings).forNewUser(username, new Map());
  } catch (error) {
    throw new TypeError(`${path}: ${error instanceof Error ? error.message : 'not allowed'}`, {
      cause: error,
    });
  }
}

/** Says which rule is broken, never the password. */
function checkPassword(path: string, password: unknown, policy: AccountSettings['passwordPolicy']): void {
  const usable =
    typeof password === 'string' &&
    password.length <= shapes.password.max &&
    isWellFormed(password) &&
    shapes.password.pattern.test(password);
  const breach = usable ? passwordPolicyBreach(password, policy) : undefined;
  if (usable && breach === undefined) return;
  throw optionError(path, password, `${breach ?? 'Not a usable password'}. Write ${wantedPassword(policy)}.`);
}

function wantedPassword(policy: AccountSettings['passwordPolicy']): string {
  const kinds = [
    ...(policy.requireUppercase ? ['an upper-case letter'] : []),
    ...(policy.requireLowercase ? ['a lower-case letter'] : []),
    ...(policy.requireNumbers ? ['a digit'] : []),
    ...(policy.requireSymbols ? ['a symbol'] : []),
  ];
  const length = `at least ${policy.minimumLength} characters`;
  const last = kinds.pop();
  if (last === undefined) return length;
  return `${length} with ${kinds.length === 0 ? last : `${kinds.join(', ')} and ${last}`}`;
}

function checkMemberships(path: string, user: SeedUserOptions, known: ReadonlySet<string>): void {
  if (user.groups === undefined) return;
  assertArray(path, user.groups);
  for (const [index, group] of user.groups.entries()) {
    if (!known.has(group)) {
      throw optionError(`${path}[${index}]`, group, `Write a group of this pool: ${oneOf(known)}.`);
    }
  }
}

/** Attributes of their own are what most users of a pool start with. */
const remedyFor = (name: string): string =>
  name.startsWith('custom:')
    ? ` Name it in the customAttributes of the pool: { "name": ${JSON.stringify(name)} }, with its type and whether it is mutable.`
    : ' Write a standard attribute as OpenID Connect names it, such as "email", or one of your own that begins with "custom:".';

function checkAttributes(path: string, user: SeedUserOptions, schema: AttributeSchema): void {
  if (user.attributes === undefined) return;
  assertRecord(path, user.attributes);
  for (const [name, value] of Object.entries(user.attributes)) {
    assertMatch(memberPath(path, name), value, /^[^]{0,2048}$/, 'a string of at most 2048 characters');
    try {
      schema.forNewUser(new Map([[name, value]]), 'administrator');
    } catch (error) {
      throw new TypeError(
        `${memberPath(path, name)}: ${error instanceof Error ? error.message.trim() : 'not allowed'}${remedyFor(name)}`,
        { cause: error },
      );
    }
  }
}
