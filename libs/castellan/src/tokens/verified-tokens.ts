import { hash, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { timeRefusal } from './claims.js';
import type { KeySet } from './key-set.js';
import type { Principal } from './principal.js';

/** The key that verified a token, under the name and in the set where it must still be. */
export interface Signer {
  readonly kid: string;
  readonly key: KeyObject;
  readonly keySet: KeySet;
}

/** A token whose signature and claims were found to be good. */
export interface VerifiedToken {
  readonly principal: Principal;
  /** In milliseconds since the epoch; 0 when the token has no `nbf`. The other times are the principal's. */
  readonly notBefore: number;
  readonly signer: Signer;
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
  /** One for all the tokens of a key. */
  readonly #signers = new WeakMap<KeyObject, Signer>();
  readonly #entries: LRUCache<string, VerifiedToken> | undefined;
  readonly #clock: () => number;
  readonly #toleranceMs: number;

  constructor({ max, clock, toleranceMs }: VerifiedTokensOptions) {
    this.#entries = max === 0 ? undefined : new LRUCache({ max });
    this.#clock = clock;
    this.#toleranceMs = toleranceMs;
  }

  /** Whether nothing is remembered, so that nobody needs a digest. */
  get isOff(): boolean {
    return this.#entries === undefined;
  }

  /** A slice of the token would do as a key, but would keep the whole token in memory. */
  digest(token: string): string {
    return hash('sha256', token, 'binary');
  }

  /** The token with this digest, if it is valid now and its key is still in use. */
  get(digest: string): VerifiedToken | undefined {
    const entry = this.#entries?.get(digest);
    if (entry === undefined) return undefined;
    const { notBefore, principal, signer } = entry;
    const refusal = timeRefusal(principal, notBefore, this.#clock(), this.#toleranceMs);
    if (refusal === undefined && signer.keySet.ready(signer.kid) === signer.key) return entry;
    // A clock that was set back may be set right again; an expired token and a withdrawn key stay away.
    if (refusal !== 'token_not_yet_valid') this.#entries?.delete(digest);
    return undefined;
  }

  set(digest: string, { principal, notBefore, signer }: VerifiedToken): void {
    this.#entries?.set(digest, { principal, notBefore, signer: this.#share(signer) });
  }

  #share(signer: Signer): Signer {
    const known = this.#signers.get(signer.key);
    if (known?.kid === signer.kid && known.keySet === signer.keySet) return known;
    this.#signers.set(signer.key, signer);
    return signer;
  }
}
