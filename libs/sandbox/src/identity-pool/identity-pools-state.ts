import type { Identities, Identity } from './identities.js';
import type { IdentityPool, IdentityPoolSettings } from './identity-pool.js';
import type { KeptTokenKey } from './open-id-tokens.js';

type KeptIdentity = Omit<Identity, 'logins' | 'developerUsers'> & {
  readonly logins: Readonly<Record<string, string>>;
  readonly developerUsers: readonly string[];
};

/** What the identity pools keep when the sandbox ends. It is JSON. */
export interface IdentityPoolsState {
  /** The IDs of the pools of the options, in their order. */
  readonly configured: readonly string[];
  /** The pools that the API made. */
  readonly made: readonly IdentityPoolSettings[];
  readonly identities: readonly KeptIdentity[];
  /** The key of the OpenID tokens, if there has been one. */
  readonly tokenKey: KeptTokenKey | undefined;
}

export const keptIdentities = (identities: Identities): readonly KeptIdentity[] =>
  identities.list().map((identity) => ({
    ...identity,
    logins: Object.fromEntries(identity.logins),
    developerUsers: [...identity.developerUsers],
  }));

/**
 * Brings identities back, of the pools that there still are.
 *
 * @param renamed - What a provider is called now: user pools are called by the sandbox's address.
 */
export function restoreIdentities(
  identities: Identities,
  kept: readonly KeptIdentity[],
  pools: ReadonlyMap<string, IdentityPool>,
  renamed: (providerName: string) => string,
): void {
  for (const identity of kept) {
    const pool = pools.get(identity.identityPoolId);
    if (pool === undefined) continue;
    const logins = Object.entries(identity.logins).map(([name, sub]): [string, string] => [
      renamed(name),
      sub,
    ]);
    identities.restore(
      { ...identity, logins: new Map(logins), developerUsers: new Set(identity.developerUsers) },
      pool.developerProviderName,
    );
  }
}

/** The settings of a pool with what its providers are called now. */
export function renamedProviders(
  { providers, roleMappings = {}, principalTags = {} }: IdentityPoolSettings,
  renamed: (providerName: string) => string,
): Pick<IdentityPoolSettings, 'providers' | 'roleMappings' | 'principalTags'> {
  const renamedKeys = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [renamed(key), value]));
  return {
    providers: providers.map((provider) => ({ ...provider, providerName: renamed(provider.providerName) })),
    roleMappings: renamedKeys(roleMappings),
    principalTags: renamedKeys(principalTags),
  };
}
