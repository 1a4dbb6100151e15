import { assertArray, assertBoolean, assertMatch, assertObject, assertRecord } from '../option-check.js';
import { optionError } from '../option-error.js';
import type { IdentityPoolOptions, IdentityProviderOptions } from '../options.js';
import { checkPrincipalTags } from './principal-tags-check.js';

const OPTIONS = [
  'identityPoolId',
  'name',
  'providers',
  'roles',
  'roleMappings',
  'principalTags',
  'allowUnauthenticatedIdentities',
  'allowClassicFlow',
] as const satisfies (keyof IdentityPoolOptions)[];

const PROVIDER_OPTIONS = [
  'providerName',
  'clientId',
  'serverSideTokenCheck',
] as const satisfies (keyof IdentityProviderOptions)[];

const SWITCHES = ['allowUnauthenticatedIdentities', 'allowClassicFlow'] as const;

/** Checks the shape of an identity pool's options. Throws a `TypeError` that names the option. */
export function checkIdentityPoolOptions(path: string, options: IdentityPoolOptions): void {
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
  if (options.allowUnauthenticatedIdentities === true && roles.unauthenticated === undefined) {
    throw optionError(
      `${path}.roles.unauthenticated`,
      undefined,
      'Write a role for guests, or leave allowUnauthenticatedIdentities out.',
    );
  }
  if (roleMappings !== undefined) assertRecord(`${path}.roleMappings`, roleMappings);
  if (principalTags !== undefined) checkPrincipalTags(`${path}.principalTags`, principalTags);
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
