import { LRUCache } from 'lru-cache';
import type { CheckedClaims } from './claims.js';
import type { FederatedIdentity, Principal } from './principal.js';
import { ClaimsPacker } from './packed-claims.js';
import type { UserPool } from './user-pool.js';
import { VerifiedMachine, VerifiedUser } from './verified-principal.js';

const MAX_INTERNED = 1_000;
const NONE: readonly never[] = Object.freeze([]);

/**
 * Makes principals of checked claims. Many callers have the same groups, scopes, issuer and client: each is kept once
 * and shared, which is safe because everything of a principal is frozen. It halves what a remembered token costs.
 * Nobody notes when one was last shared (`peek`): what is dropped by mistake is only kept twice.
 */
export class Principals {
  /** By the `scope` claim. */
  readonly #scopes = new LRUCache<string, readonly string[]>({ max: MAX_INTERNED });
  /** By the names of the groups, a line each. */
  readonly #groups = new LRUCache<string, readonly string[]>({ max: MAX_INTERNED });
  readonly #claims = new ClaimsPacker();
  readonly #clientIds = new LRUCache<string, string>({ max: MAX_INTERNED });

  create(
    { payload, tokenUse, clientId, sub, username, scope, times, authTime }: CheckedClaims,
    pool: UserPool,
  ): Principal {
    const said = {
      pool: pool.name,
      issuer: pool.issuer,
      clientId: this.#shareClientId(clientId),
      tokenUse,
      sub,
      scopes: this.#shareScopes(scope),
      issuedAt: times.issuedAt,
      expiresAt: times.expiresAt,
      authTime,
    };
    if (username === undefined) return new VerifiedMachine(said, this.#claims.pack(payload, said));
    const ofUser = {
      username: username === sub ? sub : username,
      groups: this.#shareGroups(payload['cognito:groups']),
      identities: readIdentities(payload.identities),
    };
    return new VerifiedUser(said, ofUser, this.#claims.pack(payload, said, ofUser));
  }

  #shareClientId(clientId: string): string {
    const known = this.#clientIds.peek(clientId);
    if (known !== undefined) return known;
    this.#clientIds.set(clientId, clientId);
    return clientId;
  }

  #shareScopes(text: string): readonly string[] {
    if (text === '') return NONE;
    let scopes = this.#scopes.peek(text);
    if (scopes === undefined) {
      scopes = Object.freeze(text.split(' ').filter((scope) => scope !== ''));
      this.#scopes.set(text, scopes);
    }
    return scopes;
  }

  #shareGroups(claim: unknown): readonly string[] {
    if (!isArrayOfStrings(claim) || claim.length === 0) return NONE;
    const key = claim.join('\n');
    const known = this.#groups.peek(key);
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
  if (!Array.isArray(value)) return false;
  for (const item of value) if (typeof item !== 'string') return false;
  return true;
}

/** As with groups, one entry that is not as expected leaves none. */
function readIdentities(claim: unknown): readonly FederatedIdentity[] {
  if (!Array.isArray(claim) || claim.length === 0) return NONE;
  const identities: FederatedIdentity[] = [];
  for (const item of claim as unknown[]) {
    if (typeof item !== 'object' || item === null) return NONE;
    const { providerName, providerType, userId, primary } = item as Record<string, unknown>;
    if (typeof providerName !== 'string' || typeof providerType !== 'string' || typeof userId !== 'string') {
      return NONE;
    }
    // Cognito writes it as a text.
    const isPrimary = primary === 'true' || primary === true;
    identities.push(Object.freeze({ providerName, providerType, userId, primary: isPrimary }));
  }
  return Object.freeze(identities);
}
