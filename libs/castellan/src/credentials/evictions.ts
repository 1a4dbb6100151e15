import type { CachedCredentials, CredentialsCache } from './credentials-cache.js';
import type { SharedCredentials } from './shared/shared-credentials.js';
import type { SingleFlight } from './single-flight.js';

/** Takes from users what is kept of them before it expires, and tells whoever keeps something made of it. */
export class Evictions {
  readonly #cache: CredentialsCache;
  readonly #flights: Pick<SingleFlight<unknown>, 'abandon'>;
  readonly #listeners = new Set<(user: string) => void>();
  #losses = 0;

  constructor(cache: CredentialsCache, flights: Pick<SingleFlight<unknown>, 'abandon'>) {
    this.#cache = cache;
    this.#flights = flights;
  }

  /** How often messages of other machines may have been missed. */
  get losses(): number {
    return this.#losses;
  }

  /** Calls `listener` with everybody who is evicted. Returns how to stop that. */
  onEviction(listener: (user: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets a user on this machine. */
  evict(user: string): void {
    this.#flights.abandon(user);
    this.#cache.evict(user);
    this.#tell(user);
  }

  /** Evictions may have been missed: clients have to ask again, and then the store is asked. */
  suspectAll(): void {
    this.#losses += 1;
    for (const user of this.#cache.users()) this.#tell(user);
  }

  /** Whether no eviction was missed since the credentials were last looked at. Asks the store only after a loss. */
  async isStillGood(cached: CachedCredentials, shared: SharedCredentials | undefined): Promise<boolean> {
    const losses = this.#losses;
    const wasEvicted = await shared?.wasEvicted(cached.owner.user, cached.generation);
    if (wasEvicted === true) {
      this.evict(cached.owner.user);
      return false;
    }
    // Where nobody could say, it is used for now and asked about again.
    if (wasEvicted === false) cached.checkedFor = losses;
    return true;
  }

  #tell(user: string): void {
    for (const listener of this.#listeners) listener(user);
  }
}
