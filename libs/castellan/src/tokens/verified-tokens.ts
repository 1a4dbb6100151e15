import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { timeRefusal } from './claims.js';
import type { KeySet } from './key-set.js';
import type { Principal } from './principal.js';
import { TokenDigests } from './token-digests.js';

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
  readonly #digests = new TokenDigests();
  readonly #clock: () => number;
  readonly #toleranceMs: number;

  constructor({ max, clock, toleranceMs }: VerifiedTokensOptions) {
    this.#entries = max === 0 ? undefined : new LRUCache({ max });
    this.#clock = clock;
    this.#toleranceMs = toleranceMs;
  }

  /** Names a token without being one. */
  digest(token: string): string {
    return this.#digests.of(token);
  }

  /** What is remembered of a token that is valid now and whose key is still in use. */
  get(token: string): VerifiedToken | undefined {
    if (this.#entries === undefined) return undefined;
    const kept = this.#digests.kept(token);
    if (kept !== undefined) return this.#valid(this.#entries, kept);
    const digest = this.#digests.of(token);
    const entry = this.#valid(this.#entries, digest);
    if (entry !== undefined) this.#digests.keep(token, digest);
    return entry;
  }

  set(token: string, { principal, notBefore, signer }: VerifiedToken): void {
    if (this.#entries === undefined) return;
    this.#entries.set(this.#digests.of(token), { principal, notBefore, signer: this.#share(signer) });
  }

  #valid(entries: LRUCache<string, VerifiedToken>, digest: string): VerifiedToken | undefined {
    const entry = entries.get(digest);
    if (entry === undefined) return undefined;
    const { notBefore, principal, signer } = entry;
    const refusal = timeRefusal(principal, notBefore, this.#clock(), this.#toleranceMs);
    if (refusal === undefined && signer.keySet.ready(signer.kid) === signer.key) return entry;
    // A clock that was set back may be set right again; an expired token and a withdrawn key stay away.
    if (refusal !== 'token_not_yet_valid') entries.delete(digest);
    return undefined;
  }

  #share(signer: Signer): Signer {
    const known = this.#signers.get(signer.key);
    if (known?.kid === signer.kid && known.keySet === signer.keySet) return known;
    this.#signers.set(signer.key, signer);
    return signer;
  }
}
