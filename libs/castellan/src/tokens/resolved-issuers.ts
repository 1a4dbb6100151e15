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
const MAX_KNOWN = 1_000;
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
 * What is known and what is not are kept apart, so that tokens with made-up issuers evict no tenant.
 */
export class ResolvedIssuers {
  readonly #resolver: UserPoolResolver;
  readonly #means: KeySetMeans;
  readonly #known = new LRUCache<string, Known>({ max: MAX_KNOWN });
  readonly #unknown = new LRUCache<string, Unknown>({ max: MAX_UNKNOWN });
  readonly #lookups = new Map<string, Promise<TrustedIssuer | undefined>>();

  constructor(resolver: UserPoolResolver, means: KeySetMeans) {
    this.#resolver = resolver;
    this.#means = means;
  }

  /** The issuer, if it can be had without asking. `undefined` says nothing about whether it is known. */
  ready(issuer: unknown): TrustedIssuer | undefined {
    const known = typeof issuer === 'string' ? this.#known.get(issuer) : undefined;
    return known !== undefined && this.#age(known.at) < KNOWN_MS ? known.trusted : undefined;
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
        this.#known.delete(issuer);
        this.#unknown.set(issuer, { at, error: undefined });
        return undefined;
      }
      const trusted = this.#trust(seenThrough(pool, issuer));
      this.#known.set(issuer, { at, trusted });
      this.#unknown.delete(issuer);
      return trusted;
    } catch (error) {
      if (error instanceof CastellanError) this.#unknown.set(issuer, { at: this.#means.clock(), error });
      throw error;
    }
  }

  /** A pool that has not changed keeps its keys, and the tokens that were verified with them stay verified. */
  #trust(pool: UserPool): TrustedIssuer {
    const before = this.#known.get(pool.issuer)?.trusted;
    return before !== undefined && isSamePool(before.pool, pool) ? before : trustIssuer(pool, this.#means);
  }

  /** A distance, so that a clock that was set back makes everything old. */
  #age(at: number): number {
    return Math.abs(this.#means.clock() - at);
  }
}
