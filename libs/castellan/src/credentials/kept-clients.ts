import { LRUCache } from 'lru-cache';
import type { AwsClient } from './aws-client-class.js';
import { isSameOwner, type Owner } from './owner.js';
import type { CallerIdentity } from './caller-identity.js';

/** A client, and for whom it acts. */
export interface KeptClient {
  readonly owner: Owner;
  readonly client: AwsClient;
  /** Its newest token renews the credentials. */
  identity: CallerIdentity;
}

/** The clients of many callers: bounded, those that nobody uses let go, and never anybody else's. */
export class KeptClients {
  readonly #entries: LRUCache<string, KeptClient>;
  readonly #idleMilliseconds: number;
  #sweep: NodeJS.Timeout | undefined;

  /**
   * @param max how many are kept; the least recently used go first
   * @param idleMilliseconds how long one that nobody asks for is kept
   */
  constructor(max: number, idleMilliseconds: number) {
    this.#entries = new LRUCache({ max, ttl: idleMilliseconds, updateAgeOnGet: true });
    this.#idleMilliseconds = idleMilliseconds;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The client under the key, if it is this owner's. */
  get(key: string, owner: Owner): KeptClient | undefined {
    const kept = this.#entries.get(key);
    // A key that two owners share would be a fault of ours; it costs a client and serves nobody with another's.
    return kept !== undefined && isSameOwner(kept.owner, owner) ? kept : undefined;
  }

  set(key: string, kept: KeptClient): void {
    this.#entries.set(key, kept);
    this.#sweep ??= setInterval(() => this.#letIdleGo(), this.#idleMilliseconds).unref();
  }

  /** Drops everything of one user. */
  evict(user: string): void {
    for (const [key, { owner }] of this.#entries) {
      if (owner.user === user) this.#entries.delete(key);
    }
  }

  clear(): void {
    this.#entries.clear();
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  #letIdleGo(): void {
    this.#entries.purgeStale();
    if (this.#entries.size === 0) this.clear();
  }
}
