import { hash, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { timeRefusal } from './claims.js';
import type { KeySet } from './key-set.js';
import type { Principal } from './principal.js';

/** A token whose signature and claims were found to be good. */
export interface VerifiedToken {
  readonly principal: Principal;
  /** In milliseconds since the epoch; 0 when the token has no `nbf`. The other times are the principal's. */
  readonly notBefore: number;
  readonly kid: string;
  /** The key that verified it. */
  readonly key: KeyObject;
  /** Where the key must still be. */
  readonly keySet: KeySet;
}

export interface VerifiedTokensOptions {
  /** The number of tokens that are remembered. 0 switches the cache off. */
  readonly max: number;
  readonly clock: () => number;
  readonly toleranceMs: number;
}

/**
 * Remembers verified tokens, by a digest of their text. Only good tokens are kept, so bad ones cannot evict
 * them, and the cache can only shorten a yes: whatever it does not answer takes the full way.
 */
export class VerifiedTokens {
  readonly #entries: LRUCache<string, VerifiedToken> | undefined;
  readonly #clock: () => number;
  readonly #toleranceMs: number;

  constructor({ max, clock, toleranceMs }: VerifiedTokensOptions) {
    this.#entries = max === 0 ? undefined : new LRUCache({ max });
    this.#clock = clock;
    this.#toleranceMs = toleranceMs;
  }

  /** A slice of the token would do as a key, but would keep the whole token in memory. */
  digest(token: string): string {
    return hash('sha256', token, 'base64url');
  }

  /** The token with this digest, if it is valid now and its key is still in use. */
  get(digest: string): VerifiedToken | undefined {
    const entry = this.#entries?.get(digest);
    if (entry === undefined) return undefined;
    const { notBefore, principal } = entry;
    const { issuedAt, expiresAt } = principal;
    const refusal = timeRefusal({ issuedAt, notBefore, expiresAt }, this.#clock(), this.#toleranceMs);
    if (refusal === undefined && entry.keySet.ready(entry.kid) === entry.key) return entry;
    // A clock that was set back may be set right again; an expired token and a withdrawn key stay away.
    if (refusal !== 'token_not_yet_valid') this.#entries?.delete(digest);
    return undefined;
  }

  set(digest: string, entry: VerifiedToken): void {
    this.#entries?.set(digest, entry);
  }
}
