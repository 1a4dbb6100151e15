import {
  assertArray,
  assertBoolean,
  assertMatch,
  assertObject,
  assertRecord,
  memberPath,
} from '../option-check.js';
import { optionError } from '../option-error.js';
import type { IdentityPoolOptions, IdentityProviderOptions } from '../options.js';
import type { IdentityPoolSettings } from './identity-pool.js';
import { checkPrincipalTags } from './principal-tags-check.js';

const OPTIONS = [
  'identityPoolId',
  'name',
  'providers',
  'supportedLoginProviders',
  'openIdConnectProviderArns',
  'samlProviderArns',
  'roles',
  'roleMappings',
  'principalTags',
  'allowUnauthenticatedIdentities',
  'allowClassicFlow',
  'developerProviderName',
  'tags',
] as const satisfies (keyof IdentityPoolOptions)[];

const PROVIDER_OPTIONS = [
  'providerName',
  'clientId',
  'serverSideTokenCheck',
] as const satisfies (keyof IdentityProviderOptions)[];

const SWITCHES = ['allowUnauthenticatedIdentities', 'allowClassicFlow'] as const;
const MOST_TAGS = 50;
const TAG_KEY = /^[^]{1,128}$/;
const TAG_VALUE = /^[^]{0,256}$/;

/** Checks the shape of an identity pool's options. Throws a `TypeError` that names the option. */
export function checkIdentityPoolOptions(path: string, options: IdentityPoolSettings): void {
  assertObject(path, options, OPTIONS);
  const { name, providers, roles, roleMappings, principalTags } = options;
  if (name !== undefined) {
    assertMatch(`${path}.name`, name, /^[\w\s+=,.@-]{1,128}$/, '1 to 128 letters, digits, spaces or +=,.@-_');
  }
  for (const key of SWITCHES) {
    if (options[key] !== undefined) assertBoolean(`${path}.${key}`, options[key]);
  }
  checkProviders(`${path}.providers`, providers);
  assertObject(`${path}.roles`, roles, ['authenticated', 'unauthenticated']);
  if (options.developerProviderName !== undefined) {
    assertMatch(
      `${path}.developerProviderName`,
      options.developerProviderName,
      /^[\w._-]{1,128}$/,
      'a name of 1 to 128 letters, digits or ._-, such as "login.example.app"',
    );
  }
  if (options.tags !== undefined) checkTags(`${path}.tags`, options.tags);
  if (roleMappings !== undefined) assertRecord(`${path}.roleMappings`, roleMappings);
  if (principalTags !== undefined) checkPrincipalTags(`${path}.principalTags`, principalTags);
}

/** What a pool that is configured has to have, and one that the API makes gets later. */
export function checkConfiguredRoles(path: string, options: IdentityPoolSettings): void {
  const { authenticated, unauthenticated } = options.roles;
  if (authenticated === undefined) {
    throw optionError(`${path}.roles.authenticated`, authenticated, 'Write a role of this sandbox.');
  }
  if (options.allowUnauthenticatedIdentities === true && unauthenticated === undefined) {
    throw optionError(
      `${path}.roles.unauthenticated`,
      undefined,
      'Write a role for guests, or leave allowUnauthenticatedIdentities out.',
    );
  }
}

export function checkTags(path: string, tags: Readonly<Record<string, string>>): void {
  assertRecord(path, tags);
  const entries = Object.entries(tags);
  if (entries.length > MOST_TAGS) throw optionError(path, tags, `Write at most ${MOST_TAGS} tags.`);
  for (const [key, value] of entries) {
    assertMatch(`${path}: the key`, key, TAG_KEY, '1 to 128 characters');
    assertMatch(memberPath(path, key), value, TAG_VALUE, 'at most 256 characters');
  }
}

function checkProviders(path: string, providers: readonly IdentityProviderOptions[]): void {
  assertArray(path, providers);
  providers.forEach((provider, index) => {
    const at = `${path}[${index}]`;
    assertObject(at, provider, PROVIDER_OPTIONS);
    const { serverSideTokenCheck } = provider;
    if (serverSideTokenCheck !== undefined) {
      assertBoolean(`${at}.serverSideTokenCheck`, serverSideTokenCheck);
    }
  });
}
