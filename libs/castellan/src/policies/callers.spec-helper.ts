import {
  ANONYMOUS,
  type Caller,
  type FederatedIdentity,
  type MachinePrincipal,
  type TokenUse,
  type UserPrincipal,
} from '../tokens/principal.js';
import type { CallerAbility } from './caller-ability.js';
import type { MappingCondition } from './mapping-condition.js';
import type { Rules } from './policy-rules.js';
import { PolicySet, type PolicyMapping } from './policy-set.js';
import type { DecisionContext } from './requirement.js';

/** When the callers signed in and their tokens were issued, in milliseconds since the epoch. */
export const ISSUED_AT = Date.UTC(2030, 0, 1);

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

function verified(pool: string, claims: Record<string, unknown>) {
  return {
    pool,
    issuer: `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_${pool}`,
    clientId: 'web',
    tokenUse: 'access' as const,
    claims: Object.assign(Object.create(null) as Record<string, unknown>, claims),
    issuedAt: ISSUED_AT,
    expiresAt: ISSUED_AT + 3_600_000,
    authTime: ISSUED_AT,
  };
}

export interface UserTraits {
  readonly sub?: string;
  readonly pool?: string;
  readonly groups?: readonly string[];
  readonly scopes?: readonly string[];
  readonly claims?: Record<string, unknown>;
  readonly identities?: readonly FederatedIdentity[];
  readonly tokenUse?: TokenUse;
}

export function user(traits: UserTraits = {}): UserPrincipal {
  const { sub = 'alice', pool = 'customers', groups = [], scopes = [], claims = {} } = traits;
  const { identities = [], tokenUse = 'access' } = traits;
  return deepFreeze<UserPrincipal>({
    ...verified(pool, { sub, 'cognito:groups': groups, ...claims }),
    kind: 'user',
    tokenUse,
    sub,
    username: sub,
    groups,
    scopes,
    identities,
  });
}

export function machine(scopes: readonly string[] = [], pool = 'customers'): MachinePrincipal {
  return deepFreeze<MachinePrincipal>({
    ...verified(pool, { sub: 'batch' }),
    kind: 'machine',
    sub: 'batch',
    scopes,
  });
}

export function mapping(
  source: string,
  appliesTo: MappingCondition,
  build: PolicyMapping['build'],
): PolicyMapping {
  return { source, appliesTo, build };
}

export function policySet(...mappings: readonly PolicyMapping[]): PolicySet {
  return new PolicySet(mappings, { defaultPool: 'customers' });
}

/** The ability one policy, mapped from everybody, gives a caller. */
export function abilityOf(build: (rules: Rules) => void, caller: Caller = user()): CallerAbility {
  return policySet(mapping('TestPolicies.test', { kind: 'everyone' }, build)).abilityFor(caller);
}

export function contextOf(caller: Caller, overrides: Partial<DecisionContext> = {}): DecisionContext {
  return {
    caller,
    ability: abilityOf(() => undefined, caller),
    defaultPool: 'customers',
    now: ISSUED_AT,
    loadSubject: () => {
      throw new Error('nothing may be loaded here');
    },
    ...overrides,
  };
}

export { ANONYMOUS };
