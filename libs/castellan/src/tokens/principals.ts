import { LRUCache } from 'lru-cache';
import type { CheckedClaims } from './claims.js';
import type { FederatedIdentity, Principal, UserPrincipal } from './principal.js';
import type { UserPool } from './user-pool.js';

const MAX_INTERNED = 1_000;
const NONE: readonly never[] = Object.freeze([]);

/**
 * Makes principals of checked claims. Many callers have the same groups and scopes; their lists are made once
 * and shared, which is safe because everything of a principal is frozen.
 */
export class Principals {
  /** By the `scope` claim. */
  readonly #scopes = new LRUCache<string, readonly string[]>({ max: MAX_INTERNED });
  /** By the groups as JSON: no two lists have the same. */
  readonly #groups = new LRUCache<string, readonly string[]>({ max: MAX_INTERNED });

  create(checked: CheckedClaims, pool: UserPool): Principal {
    const { payload, username } = checked;
    const groups = this.#shareGroups(payload['cognito:groups']);
    if (groups !== NONE) payload['cognito:groups'] = groups;
    const verified = {
      pool: pool.name,
      issuer: pool.issuer,
      clientId: checked.clientId,
      tokenUse: checked.tokenUse,
      sub: checked.sub,
      scopes: this.#shareScopes(checked.scope),
      claims: deepFreeze(payload),
      issuedAt: checked.times.issuedAt,
      expiresAt: checked.times.expiresAt,
      authTime: checked.authTime,
    };
    if (username === undefined) return Object.freeze({ kind: 'machine', ...verified });
    const user: UserPrincipal = {
      kind: 'user',
      ...verified,
      username,
      groups,
      identities: readIdentities(payload.identities),
    };
    return Object.freeze(user);
  }

  #shareScopes(scope: string): readonly string[] {
    if (scope === '') return NONE;
    let scopes = this.#scopes.get(scope);
    if (scopes === undefined) {
      scopes = Object.freeze(scope.split(' ').filter((member) => member !== ''));
      this.#scopes.set(scope, scopes);
    }
    return scopes;
  }

  #shareGroups(claim: unknown): readonly string[] {
    if (!isArrayOfStrings(claim) || claim.length === 0) return NONE;
    const key = JSON.stringify(claim);
    let groups = this.#groups.get(key);
    if (groups === undefined) {
      groups = Object.freeze([...claim]);
      this.#groups.set(key, groups);
    }
    return groups;
  }
}

function isArrayOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** As with groups, one entry that is not as expected leaves none. */
function readIdentities(claim: unknown): readonly FederatedIdentity[] {
  if (!Array.isArray(claim) || claim.length === 0) return NONE;
  const identities: FederatedIdentity[] = [];
  for (const item of claim as unknown[]) {
    if (typeof item !== 'object' || item === null) return NONE;
    const { providerName, providerType, userId } = item as Record<string, unknown>;
    if (typeof providerName !== 'string' || typeof providerType !== 'string' || typeof userId !== 'string') {
      return NONE;
    }
    identities.push(Object.freeze({ providerName, providerType, userId }));
  }
  return Object.freeze(identities);
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const item of Object.values(value) as unknown[]) {
    if (typeof item === 'object' && item !== null && !Object.isFrozen(item)) deepFreeze(item);
  }
  return Object.freeze(value);
}
