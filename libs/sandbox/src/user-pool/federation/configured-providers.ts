import type { UserPoolIdentityProviderOptions } from '../../federation-options.js';
import {
  assertArray,
  assertMatch,
  assertObject,
  assertOneOf,
  assertRecord,
  assertUnique,
  memberPath,
} from '../../option-check.js';
import { optionError } from '../../option-error.js';
import { PROVIDER_TYPES } from './identity-provider.js';
import type { IdentityProviders } from './identity-providers.js';
import { loadLibraryFor } from './provider-sign-ins.js';
import { identityProvider, providerFault, type ProviderDefinition } from './provider-check.js';

const OPTIONS = [
  'providerName',
  'providerType',
  'providerDetails',
  'attributeMapping',
  'idpIdentifiers',
] as const satisfies (keyof UserPoolIdentityProviderOptions)[];

/** Checks the identity providers of a user pool's options. Throws a `TypeError` that names the option. */
export function checkIdentityProviders(
  path: string,
  providers: readonly UserPoolIdentityProviderOptions[] | undefined,
  isAttribute: (name: string) => boolean,
): void {
  if (providers === undefined) return;
  assertArray(path, providers);
  const [names, identifiers] = [new Set<string>(), new Set<string>()];
  for (const [index, provider] of providers.entries()) {
    const at = `${path}[${index}]`;
    assertObject(at, provider, OPTIONS);
    assertMatch(
      `${at}.providerName`,
      provider.providerName,
      /^[^]{1,32}$/,
      'a name of at most 32 characters',
    );
    assertOneOf(`${at}.providerType`, provider.providerType, PROVIDER_TYPES);
    checkTexts(`${at}.providerDetails`, provider.providerDetails);
    checkTexts(`${at}.attributeMapping`, provider.attributeMapping ?? {});
    assertArray(`${at}.idpIdentifiers`, provider.idpIdentifiers ?? []);
    const fault = providerFault(definitionOf(provider), isAttribute);
    // Without the value: some of the details are secrets.
    if (fault !== undefined) throw optionError(at, provider.providerName, fault);
    assertUnique(`${at}.providerName`, provider.providerName, names);
    for (const identifier of provider.idpIdentifiers ?? []) {
      assertUnique(`${at}.idpIdentifiers`, identifier, identifiers);
    }
  }
}

/** Puts providers of options that have been checked into a pool. */
export async function addConfiguredProviders(
  providers: IdentityProviders,
  options: readonly UserPoolIdentityProviderOptions[],
  now: number,
): Promise<void> {
  await Promise.all(options.map(({ providerType }) => loadLibraryFor(providerType)));
  for (const provider of options) providers.put(identityProvider(definitionOf(provider), now, now));
}

function checkTexts(path: string, values: Readonly<Record<string, string>>): void {
  assertRecord(path, values);
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') throw optionError(memberPath(path, name), undefined, 'Write a string.');
  }
}

const definitionOf = ({
  providerName,
  providerType,
  providerDetails,
  attributeMapping = {},
  idpIdentifiers = [],
}: UserPoolIdentityProviderOptions): ProviderDefinition => ({
  providerName,
  providerType,
  details: providerDetails,
  attributeMapping,
  idpIdentifiers,
});
