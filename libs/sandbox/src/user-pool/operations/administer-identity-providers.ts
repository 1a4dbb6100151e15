import {
  type IdentityProvider,
  type IdentityProviderType,
  PROVIDER_TYPES,
} from '../federation/identity-provider.js';
import { unknownProvider } from '../federation/identity-providers.js';
import { identityProvider, providerFault, type ProviderDefinition } from '../federation/provider-check.js';
import { loadLibraryFor } from '../federation/provider-sign-ins.js';
import { pageOf } from '../page.js';
import { refusals } from '../refusals.js';
import type { UserPool } from '../user-pool.js';
import type { RunOperation } from './operation.js';
import { poolOf } from './request-subjects.js';
import { wireTime } from './wire-format.js';

const PROVIDER_NAME = { min: 1, max: 32, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+$/u };
const IDENTIFIER = { min: 1, max: 40, pattern: /^[\w\s+=.@-]+$/ };

/** `CreateIdentityProvider` */
export const createIdentityProvider: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const definition: ProviderDefinition = {
    providerName: input.string('ProviderName', PROVIDER_NAME),
    providerType: input.string('ProviderType', { max: 32, oneOf: PROVIDER_TYPES }) as IdentityProviderType,
    details: Object.fromEntries(input.stringMap('ProviderDetails')),
    attributeMapping: Object.fromEntries(input.stringMap('AttributeMapping')),
    idpIdentifiers: input.optionalStringList('IdpIdentifiers') ?? [],
  };
  const now = clock();
  const provider = checked(pool, definition, now, now);
  await loadLibraryFor(provider.providerType).catch((error: unknown) => {
    throw refusals.invalidParameter(error instanceof Error ? error.message : 'A package is missing.');
  });
  pool.identityProviders.create(provider);
  return { IdentityProvider: wireProvider(pool, provider) };
};

/** `UpdateIdentityProvider`: what is left out stays. */
export const updateIdentityProvider: RunOperation = (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const before = pool.identityProviders.require(input.string('ProviderName', PROVIDER_NAME));
  const details = input.stringMap('ProviderDetails');
  const attributeMapping = input.stringMap('AttributeMapping');
  const definition: ProviderDefinition = {
    ...before,
    ...(details.size > 0 && { details: Object.fromEntries(details) }),
    ...(attributeMapping.size > 0 && { attributeMapping: Object.fromEntries(attributeMapping) }),
    idpIdentifiers: input.optionalStringList('IdpIdentifiers') ?? before.idpIdentifiers,
  };
  const provider = checked(pool, definition, before.createdAt, clock());
  pool.identityProviders.put(provider);
  return Promise.resolve({ IdentityProvider: wireProvider(pool, provider) });
};

/** `DescribeIdentityProvider` */
export const describeIdentityProvider: RunOperation = (input, { pools }) => {
  const pool = poolOf(input, pools);
  const provider = pool.identityProviders.require(input.string('ProviderName', PROVIDER_NAME));
  return Promise.resolve({ IdentityProvider: wireProvider(pool, provider) });
};

/** `GetIdentityProviderByIdentifier` */
export const getIdentityProviderByIdentifier: RunOperation = (input, { pools }) => {
  const pool = poolOf(input, pools);
  const identifier = input.string('IdpIdentifier', IDENTIFIER);
  const provider = pool.identityProviders.byIdentifier(identifier);
  if (provider === undefined) throw unknownProvider(identifier);
  return Promise.resolve({ IdentityProvider: wireProvider(pool, provider) });
};

/** `DeleteIdentityProvider`. Its users stay, and can not sign in. */
export const deleteIdentityProvider: RunOperation = (input, { pools }) => {
  const pool = poolOf(input, pools);
  const { providerName } = pool.identityProviders.require(input.string('ProviderName', PROVIDER_NAME));
  pool.identityProviders.delete(providerName);
  return Promise.resolve({});
};

/** `ListIdentityProviders` */
export const listIdentityProviders: RunOperation = (input, { pools }) => {
  const pool = poolOf(input, pools);
  const all = pool.identityProviders.list();
  const { page, next } = pageOf(input, all, { limit: 'MaxResults', token: 'NextToken' });
  return Promise.resolve({
    Providers: page.map(({ providerName, providerType, createdAt, modifiedAt }) => ({
      ProviderName: providerName,
      ProviderType: providerType,
      CreationDate: wireTime(createdAt),
      LastModifiedDate: wireTime(modifiedAt),
    })),
    ...next,
  });
};

function checked(
  pool: UserPool,
  definition: ProviderDefinition,
  createdAt: number,
  now: number,
): IdentityProvider {
  const fault = providerFault(definition, (name) => pool.schema.has(name));
  if (fault !== undefined) throw refusals.invalidParameter(fault);
  return identityProvider(definition, createdAt, now);
}

const wireProvider = (pool: UserPool, provider: IdentityProvider): object => ({
  UserPoolId: pool.userPoolId,
  ProviderName: provider.providerName,
  ProviderType: provider.providerType,
  ProviderDetails: provider.details,
  AttributeMapping: provider.attributeMapping,
  IdpIdentifiers: provider.idpIdentifiers,
  CreationDate: wireTime(provider.createdAt),
  LastModifiedDate: wireTime(provider.modifiedAt),
});
