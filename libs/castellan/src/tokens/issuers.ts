import type { KeySetStatus } from './key-set.js';
import { ResolvedIssuers } from './resolved-issuers.js';
import { type KeySetMeans, type TrustedIssuer, trustIssuer } from './trusted-issuer.js';
import { seenThrough, type UserPool, type UserPoolReference } from './user-pool.js';
import type { UserPoolResolver } from './user-pool-resolver.js';

export interface IssuersOptions extends KeySetMeans {
  readonly userPools: readonly UserPool[];
  /** `undefined` where only the configured pools are known. */
  readonly resolver: UserPoolResolver | undefined;
  /** How many resolved pools are kept. */
  readonly maxResolvedPools: number;
}

/**
 * The issuers whose tokens are accepted: those of the configured pools, and those the application resolves. They
 * are found by the whole text of `iss`, and no address is ever made of it.
 */
export class Issuers {
  /** The configured user pools, in order. */
  readonly userPools: readonly UserPoolReference[];
  readonly #configured: ReadonlyMap<unknown, TrustedIssuer>;
  readonly #resolved: ResolvedIssuers | undefined;

  constructor({ userPools, resolver, maxResolvedPools, ...means }: IssuersOptions) {
    this.userPools = userPools.map(({ name, userPoolId, issuer }) => ({ name, userPoolId, issuer }));
    const seen = userPools.flatMap((pool) => pool.issuers.map((issuer) => seenThrough(pool, issuer)));
    this.#configured = new Map(seen.map((pool) => [pool.issuer, trustIssuer(pool, means)]));
    this.#resolved = resolver && new ResolvedIssuers(resolver, maxResolvedPools, means);
  }

  /** Whether there are other pools than the configured ones. */
  get resolves(): boolean {
    return this.#resolved !== undefined;
  }

  /** The key sets of the configured pools, in order. */
  get keySets(): readonly KeySetStatus[] {
    return [...this.#configured.values()].map(({ keySet }) => keySet.status);
  }

  /** An issuer that can be had without asking the application. */
  ready(issuer: unknown): TrustedIssuer | undefined {
    return this.#configured.get(issuer) ?? this.#resolved?.ready(issuer);
  }

  /** A token of this issuer was found good. Issuers that only bad tokens name are forgotten before those. */
  used(issuer: unknown): void {
    this.#resolved?.used(issuer);
  }

  /**
   * An issuer that is not ready; `undefined` when the application does not know it either.
   *
   * @throws UserPoolUnavailableError when the application cannot be asked.
   */
  async find(issuer: unknown): Promise<TrustedIssuer | undefined> {
    return this.#resolved?.find(issuer);
  }

  /**
   * Loads the key sets of the configured pools. A pool of several issuers needs the keys of one: an updated issuer
   * publishes none before the pool is switched to it.
   *
   * @throws KeySetUnavailableError when a pool has none, after the others were loaded.
   */
  async warmUp(): Promise<void> {
    const pools = new Map<string, Promise<void>[]>();
    for (const { pool, keySet } of this.#configured.values()) {
      pools.set(pool.name, [...(pools.get(pool.name) ?? []), keySet.warmUp()]);
    }
    const outcomes = await Promise.all([...pools.values()].map((loads) => Promise.allSettled(loads)));
    for (const outcome of outcomes) {
      const failure = outcome.find(({ status }) => status === 'rejected');
      const isLoaded = outcome.some(({ status }) => status === 'fulfilled');
      if (!isLoaded && failure?.status === 'rejected') throw failure.reason;
    }
  }
}
