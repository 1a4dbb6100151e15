import { randomUUID } from 'node:crypto';
import { assertMatch } from '../option-check.js';
import { oneOf, optionError } from '../option-error.js';
import type { IdentityPoolOptions } from '../options.js';
import { awsNameOfUserPool } from '../sts/oidc-providers.js';
import {
  type AttachedClient,
  type IdentityPool,
  type IdentityPoolSettings,
  type LoginIssuer,
  type LoginProvider,
  withoutScheme,
} from './identity-pool.js';
import { checkConfiguredRoles, checkIdentityPoolOptions } from './identity-pool-options-check.js';
import { externalProviders } from './external-logins/external-providers.js';
import { checkKeys, checkRole, type IdentityPoolReferences } from './identity-pool-references.js';
import { checkRoleMapping } from './role-mapping-check.js';

/**
 * Makes an identity pool of its options. Every reference is resolved here, once; one that leads nowhere is an error
 * that names the option.
 */
export function createIdentityPool(
  options: IdentityPoolOptions,
  path: string,
  references: IdentityPoolReferences,
): IdentityPool {
  const pool = resolveIdentityPool(options, path, references);
  checkConfiguredRoles(path, options);
  return pool;
}

/** The same for settings that the API made, which have no roles at first. */
export function resolveIdentityPool(
  options: IdentityPoolSettings,
  path: string,
  references: IdentityPoolReferences,
): IdentityPool {
  checkIdentityPoolOptions(path, options);
  const { roles, roleMappings = {}, principalTags = {} } = options;
  for (const kind of ['authenticated', 'unauthenticated'] as const) {
    const roleArn = roles[kind];
    if (roleArn !== undefined) checkRole(roleArn, `${path}.roles.${kind}`, references);
  }
  const providers = createProviders(options, path, references);
  const external = externalProviders(options, path, references.loginProviders);
  const otherNames = external.map(({ names }) => names);
  for (const [key, mapping] of Object.entries(roleMappings)) {
    checkRoleMapping(`${path}.roleMappings[${JSON.stringify(key)}]`, mapping, references);
  }
  checkKeys(roleMappings, [...mappingKeys(providers), ...otherNames], `${path}.roleMappings`);
  checkKeys(principalTags, [...tagKeys(providers), ...otherNames], `${path}.principalTags`);
  const id = identityPoolId(options, path, references.region);
  return {
    identityPoolId: id,
    name: options.name ?? 'identity pool',
    providers: new Map(providers.map((provider) => [provider.providerName, provider])),
    externalProviders: new Map(external.map((provider) => [provider.providerName, provider])),
    authenticatedRole: roles.authenticated,
    unauthenticatedRole: roles.unauthenticated,
    allowUnauthenticatedIdentities: options.allowUnauthenticatedIdentities ?? false,
    allowClassicFlow: options.allowClassicFlow ?? false,
    hasRoleMappings: Object.keys(roleMappings).length > 0,
    developerProviderName: options.developerProviderName,
    tags: options.tags ?? {},
    settings: structuredClone({ ...options, identityPoolId: id }),
  };
}

function identityPoolId(options: IdentityPoolSettings, path: string, region: string): string {
  const { identityPoolId: id = `${region}:${randomUUID()}` } = options;
  assertMatch(
    `${path}.identityPoolId`,
    id,
    new RegExp(`^${region}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
    `"${region}:" and a UUID in lower case`,
  );
  return id;
}

function createProviders(
  options: IdentityPoolSettings,
  path: string,
  references: IdentityPoolReferences,
): LoginProvider[] {
  const clients = new Map<LoginIssuer, Map<string, AttachedClient>>();
  options.providers.forEach((provider, index) => {
    const at = `${path}.providers[${index}]`;
    const { providerName, clientId, serverSideTokenCheck = false } = provider;
    const issuer = findIssuer(providerName, `${at}.providerName`, references.userPools);
    if (!issuer.clients.some((client) => client.clientId === clientId)) {
      const known = oneOf(issuer.clients.map((client) => client.clientId));
      throw optionError(`${at}.clientId`, clientId, `Write an app client of ${issuer.userPoolId}: ${known}.`);
    }
    const attached = clients.get(issuer) ?? new Map<string, AttachedClient>();
    if (attached.has(clientId)) throw optionError(at, clientId, 'Attach an app client only once.');
    const roleMapping = named(options.roleMappings, issuer, `:${clientId}`);
    clients.set(issuer, attached.set(clientId, { serverSideTokenCheck, roleMapping }));
  });
  return [...clients].map(([issuer, attached]) => ({
    providerName: withoutScheme(issuer.issuer),
    issuer,
    clients: attached,
    principalTags: named(options.principalTags, issuer, ''),
  }));
}

function findIssuer(providerName: string, path: string, userPools: readonly LoginIssuer[]): LoginIssuer {
  const found = userPools.find((pool) => issuerNames(pool).includes(providerName));
  if (found !== undefined) return found;
  const known = oneOf(userPools.map((pool) => pool.userPoolId));
  throw optionError(path, providerName, `Write the ID of a user pool of this sandbox: ${known}.`);
}

/** The names by which options may call a user pool; the last is the one it would have at AWS. */
function issuerNames({ userPoolId, issuer }: LoginIssuer): [string, string, string] {
  const [region = ''] = userPoolId.split('_', 1);
  return [userPoolId, withoutScheme(issuer), awsNameOfUserPool(userPoolId, region)];
}

/** The entry of a record whose key is one of the names of the user pool, followed by the suffix. */
function named<T>(
  record: Readonly<Record<string, T>> = {},
  issuer: LoginIssuer,
  suffix: string,
): T | undefined {
  const key = issuerNames(issuer)
    .map((name) => name + suffix)
    .find((candidate) => Object.hasOwn(record, candidate));
  return key === undefined ? undefined : record[key];
}

/** For each attached app client, the keys by which a role mapping may name it. */
const mappingKeys = (providers: readonly LoginProvider[]): string[][] =>
  providers.flatMap(({ issuer, clients }) =>
    [...clients.keys()].map((clientId) => issuerNames(issuer).map((name) => `${name}:${clientId}`)),
  );

const tagKeys = (providers: readonly LoginProvider[]): string[][] =>
  providers.map(({ issuer }) => issuerNames(issuer));
