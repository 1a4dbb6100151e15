import { ConfigurationError } from '../errors/index.js';
import { checkDeclaredClaims } from '../tokens/declared-claims.js';
import { buildTrigger } from './build-trigger.js';
import { firstOverrides, type GroupChanges, laterOverrides, type TokenClaimValue } from './token-changes.js';
import type { PreTokenGenerationV3Event } from './token-generation-event.js';
import type { TriggerContext, TriggerHandler } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

/** Which tokens the claims are put into. */
export type ClaimedTokens = 'both' | 'id' | 'access';

/** What a caller's tokens are given. */
export interface ClaimsAnswer<Name extends string> extends GroupChanges {
  /** Declared claims only. One that is `undefined` is left as it is. */
  readonly claims: Readonly<Partial<Record<Name, TokenClaimValue | undefined>>>;
}

/** What `claimsFor` takes besides the options of every trigger. */
export interface ClaimsForOptions extends TriggerOptions {
  /**
   * `both`: APIs are called with the access token, and identity pools take the ID token. `id` is all that user pools
   * with events of version `V1_0` can do. Default `both`.
   */
  readonly tokens?: ClaimedTokens;
}

/**
 * Adds declared claims and groups to a caller's tokens: a pre token generation trigger for events of all versions.
 *
 * The application names the same list in its option `declaredClaims`, so that its policies see what is added here, and a
 * policy on a claim that nobody adds keeps it from starting. What is not on the list is refused here, with an error in
 * the function's log, and so is a user pool whose events cannot put the claims where they belong.
 *
 * @param declared The list of `declareClaims(...)`.
 * @throws ConfigurationError if the list or an option is wrong.
 *
 * @example
 * ```ts
 * import { claimsFor, declareClaims } from 'castellan/triggers';
 *
 * declare function membershipOf(sub: string | undefined): Promise<{ tenant: string; roles: string[] }>;
 *
 * // In a module of its own, which the application imports for its option declaredClaims.
 * export const appClaims = declareClaims('tenant', 'plan');
 *
 * export const handler = claimsFor(appClaims, async ({ request }) => {
 *   const { tenant, roles } = await membershipOf(request.userAttributes?.sub);
 *   return {
 *     claims: { tenant, plan: 'gold' },
 *     groups: [...(request.groupConfiguration?.groupsToOverride ?? []), ...roles],
 *   };
 * });
 * ```
 */
export function claimsFor<const Names extends readonly string[]>(
  declared: Names,
  action: (
    event: PreTokenGenerationV3Event,
    context: TriggerContext,
  ) => ClaimsAnswer<Names[number]> | undefined | Promise<ClaimsAnswer<Names[number]> | undefined>,
  options: ClaimsForOptions = {},
): TriggerHandler<PreTokenGenerationV3Event> {
  const names = [...checkDeclaredClaims('claimsFor(...)', declared)];
  const { tokens = 'both', ...others } = options;
  if (!['both', 'id', 'access'].includes(tokens)) {
    throw new ConfigurationError("claimsFor(...): tokens must be 'both', 'id' or 'access'.");
  }
  return buildTrigger<PreTokenGenerationV3Event, ClaimsAnswer<string> | undefined>(
    {
      builder: 'claimsFor',
      source: 'TokenGeneration_',
      versions: ['1', '2', '3'],
      respond: (answer, event) => response(checkedAnswer(answer, names), event, tokens),
    },
    action,
    others,
  );
}

function response(
  answer: ClaimsAnswer<string> | undefined,
  event: PreTokenGenerationV3Event,
  tokens: ClaimedTokens,
): object {
  const { claims, ...groups } = answer ?? {};
  const changes = claims === undefined ? {} : { claims };
  if (event.version === '1') {
    requireIdTokensOnly(tokens);
    const idToken = changes as { readonly claims?: Readonly<Record<string, string>> };
    return { claimsOverrideDetails: firstOverrides('claimsFor(...)', { ...groups, idToken }, event) };
  }
  return {
    claimsAndScopeOverrideDetails: laterOverrides(
      'claimsFor(...)',
      {
        ...groups,
        ...(tokens !== 'access' && { idToken: changes }),
        ...(tokens !== 'id' && { accessToken: changes }),
      },
      event,
    ),
  };
}

function requireIdTokensOnly(tokens: ClaimedTokens): void {
  if (tokens === 'id') return;
  throw new ConfigurationError(
    'claimsFor(...): the user pool sends events of version V1_0, which cannot change access tokens, so that policies ' +
      "would not see the claims there. Set LambdaVersion V2_0 in the user pool's PreTokenGenerationConfig, or write " +
      "{ tokens: 'id' } if only ID tokens need them.",
  );
}

function checkedAnswer(
  answer: ClaimsAnswer<string> | undefined,
  names: readonly string[],
): ClaimsAnswer<string> | undefined {
  if (answer === undefined) return undefined;
  const { claims } = answer as Partial<ClaimsAnswer<string>>;
  if (typeof claims !== 'object') {
    throw new TypeError('claimsFor(...) must answer with { claims: { ... } }, and groups if they change.');
  }
  const undeclared = Object.keys(claims).find((name) => !names.includes(name));
  if (undeclared === undefined) return answer;
  throw new TypeError(
    `claimsFor(...): the claim ${undeclared} is not declared, so that no policy may be about it. Add it to ` +
      'declareClaims(...), which the application has as its option declaredClaims.',
  );
}
