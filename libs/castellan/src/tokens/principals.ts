import { LRUCache } from 'lru-cache';
import type { CheckedClaims } from './claims.js';
import type { FederatedIdentity, Principal } from './principal.js';
import type { UserPool } from './user-pool.js';

const MAX_INTERNED = 1_000;
const NONE: readonly never[] = Object.freeze([]);
const NO_SCOPE: Scope = { text: '', members: NONE };

/** The `scope` claim and its members. */
interface Scope {
  readonly text: string;
  readonly members: readonly string[];
}

/**
 * Makes principals of checked claims. Many callers have the same groups, scopes, issuer and client: each is kept once
 * and shared, which is safe because everything of a principal is frozen. It halves what a remembered token costs.
 */
export class Principals {
  /** By the `scope` claim. */
  readonly #scopes = new LRUCache<string, Scope>({ max: MAX_INTERNED });
  /** By the names of the groups, a line each. */
  readonly #groups = new LRUCache<string, readonly string[]>({ max: MAX_INTERNED });
  readonly #clientIds = new LRUCache<string, string>({ max: MAX_INTERNED });

  create(
    {
      payload,
      tokenUse,
      clientId: ownClientId,
      sub,
      username: ownUsername,
      scope,
      times,
      authTime,
    }: CheckedClaims,
    pool: UserPool,
  ): Principal {
    const { name, issuer } = pool;
    const { issuedAt, expiresAt } = times;
    const clientId = this.#shareClientId(ownClientId);
    const username = ownUsername === sub ? sub : ownUsername;
    const { text, members: scopes } = this.#shareScope(scope);
    const groups = this.#shareGroups(payload['cognito:groups']);

    payload.iss = issuer;
    payload.token_use = tokenUse;
    payload[tokenUse === 'access' ? 'client_id' : 'aud'] = clientId;
    if (text !== '') payload.scope = text;
    if (username !== undefined) payload[tokenUse === 'access' ? 'username' : 'cognito:username'] = username;
    if (groups !== NONE) payload['cognito:groups'] = groups;

    const claims = Object.freeze(payload);
    const caller = {
      pool: name,
      issuer,
      clientId,
      tokenUse,
      sub,
      scopes,
      claims,
      issuedAt,
      expiresAt,
      authTime,
    };
    const principal: Principal =
      username === undefined
        ? { kind: 'machine', ...caller }
        : { kind: 'user', ...caller, username, groups, identities: readIdentities(payload.identities) };
    return Object.freeze(principal);
  }

  #shareClientId(clientId: string): string {
    const known = this.#clientIds.get(clientId);
    if (known !== undefined) return known;
    this.#clientIds.set(clientId, clientId);
    return clientId;
  }

  #shareScope(text: string): Scope {
    if (text === '') return NO_SCOPE;
    let scope = this.#scopes.get(text);
    if (scope === undefined) {
      scope = { text, members: Object.freeze(text.split(' ').filter((member) => member !== '')) };
      this.#scopes.set(text, scope);
    }
    return scope;
  }

  #shareGroups(claim: unknown): readonly string[] {
    if (!isArrayOfStrings(claim) || claim.length === 0) return NONE;
    const key = claim.join('\n');
    const known = this.#groups.get(key);
    // Two lists can make one key, if a name contains a line break: then the second is not shared.
    if (known !== undefined) return isSameList(known, claim) ? known : Object.freeze(claim);
    const groups = Object.freeze([...claim]);
    this.#groups.set(key, groups);
    return groups;
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
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
