import { ConfigurationError } from '../errors/index.js';
import type { Caller, Principal } from '../tokens/principal.js';
import { ownClaim, parseExpectedClaim, type ClaimCheck, type ClaimValue } from './expected-claim.js';
import type { GroupRights } from './group-rights.js';
import { describeValue, requireName, requireNames } from './names.js';
import { requireScopes } from './scopes.requirement.js';
import { discard, isThenable } from './thenable.js';

/** Members of a group of a user pool. */
export interface GroupCondition {
  /** Tells it from the other conditions. */
  readonly kind: 'group';
  /** Case-sensitive. */
  readonly group: string;
  /** Other groups of the same pool whose rights this group has as well, and theirs in turn. */
  readonly includes?: readonly string[];
  /** The name of the pool the group belongs to. Default: the first configured pool. */
  readonly pool?: string;
}

/**
 * Whom a policy applies to.
 *
 * - `everyone`: every caller, anonymous ones included.
 * - `authenticated`: every caller with a verified token.
 * - `machine`: programs with client credentials.
 * - `pool`: every caller of a user pool.
 * - `group`: see {@link GroupCondition}.
 * - `scope`: callers whose token has the scope.
 * - `claim`: callers whose token has the claim with this value, one of these values, or a value for which the
 *   function returns `true`. The function is synchronous. Nothing is coerced.
 */
export type MappingCondition =
  | { readonly kind: 'everyone' | 'authenticated' | 'machine' }
  | { readonly kind: 'pool'; readonly pool: string }
  | GroupCondition
  | { readonly kind: 'scope'; readonly scope: string }
  | {
      readonly kind: 'claim';
      readonly claim: string;
      readonly value:
        ClaimValue | readonly ClaimValue[] | ((value: unknown, principal: Principal) => boolean);
    };

/** Says whether a policy applies to a caller. */
export type AppliesTo = (caller: Caller) => boolean;

/** Checks a condition and makes the test of it. @throws ConfigurationError */
export function compileMappingCondition(
  source: string,
  condition: MappingCondition,
  rights: GroupRights,
): AppliesTo {
  switch (condition.kind) {
    case 'everyone':
      return () => true;
    case 'authenticated':
      return (caller) => caller.kind !== 'anonymous';
    case 'machine':
      return (caller) => caller.kind === 'machine';
    case 'pool': {
      const pool = requireName(`${source}: the pool`, condition.pool);
      return (caller) => caller.kind !== 'anonymous' && caller.pool === pool;
    }
    case 'group': {
      const { group, pool } = condition;
      return (caller) => rights.has(caller, group, pool);
    }
    case 'scope': {
      const [scope = ''] = requireScopes(`${source}: the scope`, [condition.scope]);
      return (caller) => caller.kind !== 'anonymous' && caller.scopes.includes(scope);
    }
    case 'claim': {
      const name = requireName(`${source}: the claim`, condition.claim);
      const check = parseExpectedClaim(`${source}: the claim ${name}`, condition.value);
      return (caller) => caller.kind !== 'anonymous' && claimMatches(source, name, check, caller);
    }
    default:
      throw new ConfigurationError(
        `${source} is mapped from ${describeValue((condition as { kind?: unknown }).kind)}, which is not a kind ` +
          'of condition. Use everyone, authenticated, machine, pool, group, scope or claim.',
      );
  }
}

/** Checks the names of a group condition. @throws ConfigurationError */
export function checkGroupCondition(source: string, condition: GroupCondition): void {
  requireName(`${source}: the group`, condition.group);
  if ('includes' in condition) requireNames(`${source}: includes`, condition.includes);
  if ('pool' in condition) requireName(`${source}: the pool`, condition.pool);
}

function claimMatches(source: string, name: string, check: ClaimCheck, principal: Principal): boolean {
  const value = ownClaim(principal.claims, name);
  if (value === undefined) return false;
  if ('values' in check) return check.values.has(value);
  const answer = (check.predicate as (value: unknown, principal: Principal) => unknown)(value, principal);
  if (typeof answer === 'boolean') return answer;
  if (isThenable(answer)) discard(answer);
  throw new TypeError(
    `${source}: the claim function must return true or false, not ${describeValue(answer)}.`,
  );
}
