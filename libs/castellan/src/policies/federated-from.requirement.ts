import { ConfigurationError } from '../errors/index.js';
import type { UserPrincipal } from '../tokens/principal.js';
import { deny, denyAnonymous, grant, type Decision } from './decision.js';
import { describeValue, requireName, requireNames } from './names.js';
import type { Requirement } from './requirement.js';

/**
 * Through which identity providers an account is reached. A provider belongs to a user pool, as a group does: the
 * question is only ever answered with yes for a caller of `pool`.
 */
export interface FederationQuery {
  /** The names of the providers in the user pool, of which one is needed, such as `Google`. Case-sensitive. */
  readonly any: readonly string[];
  /**
   * Only accounts without another way in: one of the providers made it, so that it has no password, and nothing is
   * linked to it but these providers. Default: an account with a password that is linked to one of them passes too,
   * however its user signed in, because a token does not say which way that was.
   */
  readonly exclusive?: true;
  /** The name of the pool whose providers they are. Default: the first configured pool. */
  readonly pool?: string;
}

/**
 * The caller's account belongs to one of these identity providers, or is linked to one of them.
 *
 * ID tokens list the identities of an account in `identities`. Access tokens do not: there the group decides in which
 * Cognito puts whoever first came from a provider, `USER_POOL_ID_PROVIDER`. An access token without it never passes,
 * turned round by `not(...)` neither, because the account may be linked all the same. Programs pass neither way.
 *
 * @throws ConfigurationError if there is no name, or one is empty or not a string.
 *
 * @example
 * ```ts
 * import { allOf, federatedFrom, groups } from 'castellan/core';
 *
 * export const social = federatedFrom('Google', 'Facebook');
 * export const throughTheCompany = allOf(
 *   groups('employees'),
 *   federatedFrom({ any: ['AcmeSaml'], exclusive: true }),
 * );
 * ```
 */
export function federatedFrom(...providers: readonly string[]): Requirement;
export function federatedFrom(query: FederationQuery): Requirement;
export function federatedFrom(...args: readonly unknown[]): Requirement {
  const query = parseFederation(args);
  const { any, exclusive = false, pool } = query;
  const description = describeFederation(query);
  const granted = grant(description);
  const anonymous = denyAnonymous(description);
  const providers = any.length === 1 ? `the provider ${any.join('')}` : `any of ${any.join(', ')}`;
  const details = { missing: { claims: ['identities'] } };
  const another = deny(
    'identity_provider',
    exclusive
      ? `The account has another way in than ${providers}, or does not come from there.`
      : `The account is not from ${providers}, and not linked to it.`,
    details,
  );
  const unknown = deny(
    'unknown_identity_provider',
    exclusive
      ? 'Only an ID token says which identities an account has, and this is none of a user.'
      : `Only an ID token says which identities are linked to an account; this is none, and no group of it names ${providers}.`,
    details,
  );

  function decideAbout(caller: UserPrincipal): Decision {
    if (caller.tokenUse === 'id') return hasIdentity(caller, any, exclusive) ? granted : another;
    return !exclusive && isInProviderGroup(caller, any) ? granted : unknown;
  }

  return Object.freeze<Requirement>({
    immediate: true,
    lasting: true,
    decide({ caller, defaultPool }) {
      if (caller.kind === 'anonymous') return anonymous;
      const expected = pool ?? defaultPool;
      if (caller.pool !== expected) {
        return deny(
          'pool',
          `${description} is about the pool ${expected} and the caller is of ${caller.pool}.`,
        );
      }
      return caller.kind === 'user' ? decideAbout(caller) : unknown;
    },
    outline: { kind: 'federatedFrom', ...query },
    describe: () => description,
  });
}

function hasIdentity(
  { identities }: UserPrincipal,
  providers: readonly string[],
  exclusive: boolean,
): boolean {
  const isExpected = ({ providerName }: UserPrincipal['identities'][number]): boolean =>
    providers.includes(providerName);
  if (!exclusive) return identities.some(isExpected);
  return identities.some(({ primary }) => primary) && identities.every(isExpected);
}

/** Only administrators put users into groups, so that the name is as good as a claim. */
function isInProviderGroup({ issuer, groups }: UserPrincipal, providers: readonly string[]): boolean {
  const userPoolId = issuer.slice(issuer.lastIndexOf('/') + 1);
  return providers.some((provider) => groups.includes(`${userPoolId}_${provider}`));
}

const QUERY_MEMBERS: readonly string[] = ['any', 'exclusive', 'pool'];

function parseFederation(args: readonly unknown[]): FederationQuery {
  const [query] = args;
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    return { any: requireNames('federatedFrom(...)', args) };
  }
  if (args.length > 1) {
    throw new ConfigurationError('federatedFrom(...) takes either names or one object, not both.');
  }
  const unknown = Object.keys(query).find((key) => !QUERY_MEMBERS.includes(key));
  if (unknown !== undefined) {
    throw new ConfigurationError(`federatedFrom({ ${unknown} }) is not known. Use any, exclusive and pool.`);
  }
  const { any, exclusive } = query as Partial<FederationQuery>;
  // Anything but true is a mistake: false reads as if it closed something, and undefined as if it were not there.
  if ('exclusive' in query && exclusive !== true) {
    throw new ConfigurationError(
      `federatedFrom({ exclusive }) must be true, but it is ${describeValue(exclusive)}. Leave it out otherwise.`,
    );
  }
  return {
    any: requireNames('federatedFrom({ any })', any),
    ...('exclusive' in query && { exclusive: true }),
    ...('pool' in query && { pool: requireName('federatedFrom({ pool })', query.pool) }),
  };
}

function describeFederation({ any, exclusive, pool }: FederationQuery): string {
  const parts = [
    any.join(', '),
    ...(exclusive === undefined ? [] : ['exclusively']),
    ...(pool === undefined ? [] : [`pool ${pool}`]),
  ];
  return `federatedFrom(${parts.join('; ')})`;
}
