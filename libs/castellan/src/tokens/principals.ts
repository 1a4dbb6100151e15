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
 */
export class Principals {
  /** By the `scope` claim. */
  readonly #scopes = new Interned<readonly string[]>();
  /** By the names of the groups, a line each. */
  readonly #groups = new Interned<readonly string[]>();
  #lastGroups = NONE as readonly string[];
  readonly #claims = new ClaimsPacker();
  readonly #clientIds = new Interned<string>();

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
    const known = this.#clientIds.get(clientId);
    if (known !== undefined) return known;
    this.#clientIds.set(clientId, clientId);
    return clientId;
  }

  #shareScopes(text: string): readonly string[] {
    if (text === '') return NONE;
    let scopes = this.#scopes.get(text);
    if (scopes === undefined) {
      scopes = Object.freeze(text.split(' ').filter((scope) => scope !== ''));
      this.#scopes.set(text, scopes);
    }
    return scopes;
  }

  #shareGroups(claim: unknown): readonly string[] {
    if (!isArrayOfStrings(claim) || claim.length === 0) return NONE;
    // To compare two lists takes less than to make a key of one, and neighbours are often of the same groups.
    if (isSameList(this.#lastGroups, claim)) return this.#lastGroups;
    this.#lastGroups = this.#internGroups(claim);
    return this.#lastGroups;
  }

  #internGroups(claim: readonly string[]): readonly string[] {
    const key = claim.join('\n');
    const known = this.#groups.get(key);
    // Two lists can make one key, if a name contains a line break: then the second is not shared.
    if (known !== undefined) return isSameList(known, claim) ? known : Object.freeze(claim);
    const groups = Object.freeze([...claim]);
    this.#groups.set(key, groups);
    return groups;
  }
}

/** Values that many tokens share. Once it is full it begins anew: then some are kept twice for a while. */
class Interned<T> {
  readonly #known = new Map<string, T>();

  get(key: string): T | undefined {
    return this.#known.get(key);
  }

  set(key: string, value: T): void {
    if (this.#known.size === MAX_INTERNED) this.#known.clear();
    this.#known.set(key, value);
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
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
