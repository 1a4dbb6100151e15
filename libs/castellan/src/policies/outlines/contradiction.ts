import { NO_POOL } from '../../tokens/user-pool.js';
import type { TokenUse } from '../../tokens/principal.js';
import { type Alternative, alternativesOf, type CallerCondition } from './conditions-of-callers.js';
import type { RequirementOutline } from './requirement-outline.js';

/** Whose tokens a handler takes, as far as that is known. */
export interface AcceptedTokens {
  /** The pool a group belongs to where none is named; `undefined` where that is not known. */
  readonly defaultPool: string | undefined;
  /** The names of the pools whose tokens are taken; `undefined` where they are not known. */
  readonly pools: readonly string[] | undefined;
  /** The only type of token that is taken; `undefined` where both are, or it is not known. */
  readonly tokenUse: TokenUse | undefined;
}

/**
 * Why nobody can ever fulfil a requirement, or `undefined` where somebody might. It answers only what is certain:
 * what a policy or a function would say is taken for possible.
 */
export function contradictionIn(outline: RequirementOutline, tokens: AcceptedTokens): string | undefined {
  const alternatives = alternativesOf(outline);
  if (alternatives === undefined) return undefined;
  let first: string | undefined;
  for (const alternative of alternatives) {
    const reason = contradiction(alternative, tokens);
    if (reason === undefined) return undefined;
    first ??= reason;
  }
  return first;
}

/** Why no caller fulfils all of these, or `undefined`. */
export function contradiction(conditions: Alternative, tokens: AcceptedTokens): string | undefined {
  const nobody = ofKind(conditions, 'nobody')[0];
  if (nobody !== undefined) return nobody.because;
  return (
    ofPools(conditions, tokens) ??
    ofGroups(conditions) ??
    ofTokens(conditions, tokens) ??
    ofClaims(conditions)
  );
}

/** A caller belongs to one pool, and so do the groups that are asked of it. */
function ofPools(conditions: Alternative, { defaultPool, pools }: AcceptedTokens): string | undefined {
  const ofGroups = [...ofKind(conditions, 'in-any'), ...ofKind(conditions, 'in-none')];
  const asked = [...ofGroups, ...ofKind(conditions, 'of-pool')];
  const what = ofGroups.length === asked.length ? 'groups' : 'groups or identity providers';
  const named = [...new Set(asked.map(({ pool }) => pool ?? defaultPool))].filter(
    (pool) => pool !== undefined,
  );
  if (named.length > 1) {
    return `it asks for ${what} of the user pools ${named.join(' and ')}, and a caller belongs to one`;
  }
  const [pool] = named;
  if (pool === NO_POOL) return `it asks for ${what} and names no user pool, and none is configured`;
  if (pool === undefined || pools === undefined || pools.includes(pool)) return undefined;
  const hint =
    pool === defaultPool ? ` (without a pool, ${pool} is meant; name another with the option pool)` : '';
  return `it asks for ${what} of the user pool ${pool}, and the handler takes the tokens of ${pools.join(', ')} only${hint}`;
}

function ofGroups(conditions: Alternative): string | undefined {
  const excluded = new Set(ofKind(conditions, 'in-none').flatMap(({ groups }) => groups));
  const impossible = ofKind(conditions, 'in-any').find(({ groups }) =>
    groups.every((group) => excluded.has(group)),
  );
  if (impossible === undefined) return undefined;
  return `it asks for ${impossible.groups.length === 1 ? 'the group' : 'one of the groups'} ${impossible.groups.join(', ')} and excludes ${impossible.groups.length === 1 ? 'it' : 'them'}`;
}

function ofTokens(conditions: Alternative, { tokenUse }: AcceptedTokens): string | undefined {
  const [scope] = ofKind(conditions, 'scope');
  if (scope !== undefined) {
    const isExcluded = (asked: string): boolean =>
      ofKind(conditions, 'no-scope').some((excluded) => excluded.scope === asked);
    const both = ofKind(conditions, 'scope').find((asked) => isExcluded(asked.scope));
    if (both !== undefined) return `it asks for the scope ${both.scope} and excludes it`;
    if (tokenUse === 'id') {
      return `it asks for the scope ${scope.scope}, and the handler takes ID tokens, which have no scopes`;
    }
  }
  if (tokenUse === 'id' && ofKind(conditions, 'access-token').length > 0) {
    return 'Cognito is asked about access tokens only, and the handler takes ID tokens';
  }
  if (tokenUse === 'access' && ofKind(conditions, 'id-token').length > 0) {
    return 'only ID tokens say which identity providers an account is linked to, and the handler takes access tokens';
  }
  return undefined;
}

function ofClaims(conditions: Alternative): string | undefined {
  const asked = ofKind(conditions, 'claim');
  for (const claim of new Set(asked.map((condition) => condition.claim))) {
    const lists = asked.flatMap((one) => (one.claim === claim && one.values ? [one.values] : []));
    const [first, ...others] = lists;
    if (first === undefined) continue;
    const excluded = ofKind(conditions, 'no-claim').flatMap((one) =>
      one.claim === claim ? (one.values ?? []) : [],
    );
    const left = first.filter(
      (value) => others.every((list) => list.includes(value)) && !excluded.includes(value),
    );
    if (left.length === 0) return `it asks for values of the claim ${claim} that no token can have at once`;
  }
  return undefined;
}

function ofKind<Kind extends CallerCondition['kind']>(
  conditions: Alternative,
  kind: Kind,
): (CallerCondition & { readonly kind: Kind })[] {
  return conditions.filter(
    (condition): condition is CallerCondition & { readonly kind: Kind } => condition.kind === kind,
  );
}
