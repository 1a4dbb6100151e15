import { LRUCache } from 'lru-cache';
import { CastellanError } from '../errors/index.js';
import { type KeySetMeans, type TrustedIssuer, trustIssuer } from './trusted-issuer.js';
import { isSamePool, seenThrough, type UserPool } from './user-pool.js';
import type { UserPoolResolver } from './user-pool-resolver.js';

/** A pool is looked up again after this time: one that was taken away is refused by then. */
const KNOWN_MS = 5 * 60_000;
/** An issuer that is not known is looked up again after this time. */
const UNKNOWN_MS = 10_000;
/** A lookup that failed is not repeated within this time. */
const FAILED_MS = 1_000;
const MAX_UNKNOWN = 5_000;

interface Known {
  readonly at: number;
  readonly trusted: TrustedIssuer;
}

interface Unknown {
  readonly at: number;
  /** Why the lookup failed; `undefined` where it said that there is no such pool. */
  readonly error: CastellanError | undefined;
}

/**
 * The issuers of pools that the application has resolved. Each is looked up once however many requests wait.
 *
 * Everybody can name an issuer in a token that is worth nothing. So three kinds are kept apart, and none evicts
 * another: issuers that had a good token, issuers that are known and had none, and issuers that are not known.
 * Among the first only good tokens count as use. What is kept of an issuer includes the limits on fetching its
 * keys, which an eviction would lift.
 */
export class ResolvedIssuers {
  readonly #resolver: UserPoolResolver;
  readonly #means: KeySetMeans;
  readonly #proven: LRUCache<string, Known>;
  readonly #unproven: LRUCache<string, Known>;
  readonly #unknown = new LRUCache<string, Unknown>({ max: MAX_UNKNOWN });
  readonly #lookups = new Map<string, Promise<TrustedIssuer | undefined>>();

  /** @param max How many issuers are kept that had a good token, and as many again that had none. */
  constructor(resolver: UserPoolResolver, max: number, means: KeySetMeans) {
    this.#resolver = resolver;
    this.#means = means;
    // Bounded by size, which takes memory as it is needed.
    const bounds = { maxSize: max, sizeCalculation: () => 1 };
    this.#proven = new LRUCache(bounds);
    this.#unproven = new LRUCache(bounds);
  }

  /** The issuer, if it can be had without asking. `undefined` says nothing about whether it is known. */
  ready(issuer: unknown): TrustedIssuer | undefined {
    const known = typeof issuer === 'string' ? this.#known(issuer) : undefined;
    return known !== undefined && this.#age(known.at) < KNOWN_MS ? known.trusted : undefined;
  }

  /** A token of this issuer was found good. */
  used(issuer: unknown): void {
    if (typeof issuer !== 'string' || this.#proven.get(issuer) !== undefined) return;
    const known = this.#unproven.peek(issuer);
    if (known === undefined) return;
    this.#unproven.delete(issuer);
    this.#proven.set(issuer, known);
  }

  /**
   * An issuer that is not ready, after a lookup if one is due; `undefined` when the application does not know it.
   *
   * @throws UserPoolUnavailableError when the lookup fails.
   * @throws ConfigurationError when its answer is wrong.
   */
  async find(issuer: unknown): Promise<TrustedIssuer | undefined> {
    if (!this.#resolver.isCandidate(issuer)) return undefined;
    const unknown = this.#unknown.get(issuer);
    if (
      unknown !== undefined &&
      this.#age(unknown.at) < (unknown.error === undefined ? UNKNOWN_MS : FAILED_MS)
    ) {
      if (unknown.error === undefined) return undefined;
      throw unknown.error;
    }
    let lookup = this.#lookups.get(issuer);
    if (lookup === undefined) {
      lookup = this.#lookUp(issuer).finally(() => this.#lookups.delete(issuer));
      this.#lookups.set(issuer, lookup);
    }
    return lookup;
  }

  async #lookUp(issuer: string): Promise<TrustedIssuer | undefined> {
    const at = this.#means.clock();
    try {
      const pool = await this.#resolver.resolve(issuer);
      if (pool === undefined) {
        this.#proven.delete(issuer);
        this.#unproven.delete(issuer);
        this.#unknown.set(issuer, { at, error: undefined });
        return undefined;
      }
      const trusted = this.#trust(seenThrough(pool, issuer));
      (this.#proven.has(issuer) ? this.#proven : this.#unproven).set(issuer, { at, trusted });
      this.#unknown.delete(issuer);
      return trusted;
    } catch (error) {
      if (error instanceof CastellanError) this.#unknown.set(issuer, { at: this.#means.clock(), error });
      throw error;
    }
  }

  /** A pool that has not changed keeps its keys, and the tokens that were verified with them stay verified. */
  #trust(pool: UserPool): TrustedIssuer {
    const before = this.#known(pool.issuer)?.trusted;
    return before !== undefined && isSamePool(before.pool, pool) ? before : trustIssuer(pool, this.#means);
  }

  /** Bad tokens cause lookups as well, so looking is no use. */
  #known(issuer: string): Known | undefined {
    return this.#proven.peek(issuer) ?? this.#unproven.get(issuer);
  }

  /** A distance, so that a clock that was set back makes everything old. */
  #age(at: number): number {
    return Math.abs(this.#means.clock() - at);
  }
}
