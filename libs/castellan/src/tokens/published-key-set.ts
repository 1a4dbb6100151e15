import type { KeyObject } from 'node:crypto';
import { isNativeError } from 'node:util/types';
import { InvalidTokenError, KeySetUnavailableError } from '../errors/index.js';
import { FailureBackoff } from './failure-backoff.js';
import type { KeySet, KeySetStatus } from './key-set.js';
import { MAX_STALE_MS, REFRESH_AFTER_MS, REFRESH_AHEAD_MS } from './key-set-ages.js';
import type { KeySetFetcher } from './key-set-fetcher.js';
import { loadPublishedKeys, type PublishedKeys } from './published-keys.js';
import { UnknownKeyBudget } from './unknown-key-budget.js';
import type { RefusedKey, RefusedKeyListener } from './signing-keys.js';
import type { UserPool } from './user-pool.js';

export interface PublishedKeySetOptions {
  readonly fetchKeySet: KeySetFetcher;
  /** The time, in milliseconds since the epoch. */
  readonly clock: () => number;
  /** Default: nobody is told. */
  readonly onRefusedKey?: RefusedKeyListener;
}

/**
 * The keys a user pool publishes, and their life: loaded once however many requests wait, refreshed before they
 * grow old, served through an outage for a day, loaded again for an unknown `kid` within a budget.
 *
 * Nothing here runs on a timer: a pool that nobody uses is not asked for its keys.
 */
export class PublishedKeySet implements KeySet {
  readonly #pool: UserPool;
  readonly #fetchKeySet: KeySetFetcher;
  readonly #clock: () => number;
  readonly #onRefusedKey: RefusedKeyListener;
  readonly #backoff = new FailureBackoff();
  readonly #budget = new UnknownKeyBudget();

  #published: PublishedKeys = { keys: new Map(), refused: [] };
  #loadedAt: number | undefined;
  #loading: Promise<void> | undefined;
  #loadsStarted = 0;
  #failure: { readonly since: number; readonly at: number; readonly error: unknown } | undefined;

  constructor(pool: UserPool, { fetchKeySet, clock, onRefusedKey }: PublishedKeySetOptions) {
    this.#pool = pool;
    this.#fetchKeySet = fetchKeySet;
    this.#clock = clock;
    this.#onRefusedKey = onRefusedKey ?? (() => undefined);
  }

  get status(): KeySetStatus {
    return {
      pool: this.#pool.name,
      jwksUri: this.#pool.jwksUri,
      pinned: false,
      keyCount: this.#published.keys.size,
      refusedKeys: this.#published.refused,
      loadedAt: this.#loadedAt,
      loading: this.#loading !== undefined,
      lastFailure: this.#failure && {
        since: this.#failure.since,
        at: this.#failure.at,
        reason: reasonOf(this.#failure.error),
      },
    };
  }

  ready(kid: string): KeyObject | undefined {
    const age = this.#age();
    if (age >= MAX_STALE_MS || (age >= REFRESH_AFTER_MS && !this.#hasJustFailed())) return undefined;
    const key = this.#published.keys.get(kid);
    if (key !== undefined && age >= REFRESH_AHEAD_MS) this.#refresh();
    return key;
  }

  async find(kid: string): Promise<KeyObject> {
    let key = this.ready(kid);
    if (key !== undefined) return key;

    const loadsBefore = this.#loadsStarted;
    if (this.#age() >= REFRESH_AHEAD_MS) this.#refresh();
    await this.#loading;
    key = this.#servable(kid);
    if (key === undefined && this.#mayAskAgain(kid, loadsBefore)) {
      await this.#load();
      key = this.#servable(kid);
    }
    if (key !== undefined) return key;
    throw this.#refusal();
  }

  async warmUp(): Promise<void> {
    if (this.#age() >= REFRESH_AHEAD_MS) this.#refresh();
    if (this.#age() >= REFRESH_AFTER_MS) await this.#loading;
    if (this.#age() >= MAX_STALE_MS) throw this.#unavailable();
  }

  #servable(kid: string): KeyObject | undefined {
    return this.#age() < MAX_STALE_MS ? this.#published.keys.get(kid) : undefined;
  }

  /** Whether old keys are the best there are. After hours without a caller nobody knows that any more. */
  #hasJustFailed(): boolean {
    return this.#failure !== undefined && Math.abs(this.#clock() - this.#failure.at) < REFRESH_AFTER_MS;
  }

  /** A distance, so that keys from the future, loaded before the clock was set back, are old as well. */
  #age(): number {
    return this.#loadedAt === undefined ? Infinity : Math.abs(this.#clock() - this.#loadedAt);
  }

  /**
   * A load that began before a call may have missed the newest key, and has been waited for. One that began
   * since has the answer: it is joined, or there is nothing more to ask.
   */
  #mayAskAgain(kid: string, loadsBefore: number): boolean {
    if (this.#loadsStarted > loadsBefore) return this.#loading !== undefined;
    if (this.#age() >= MAX_STALE_MS) return false;
    const now = this.#clock();
    // Loads that fail are spaced out as it is, and spend nothing that a rotation needs.
    return this.#backoff.failing ? this.#backoff.remaining(now) <= 0 : this.#budget.spend(kid, now);
  }

  #refresh(): void {
    if (this.#backoff.remaining(this.#clock()) <= 0) void this.#load();
  }

  /** Loads the keys, or joins the load that is under way. Never rejects. */
  #load(): Promise<void> {
    if (this.#loading === undefined) {
      this.#loadsStarted += 1;
      this.#loading = this.#loadNow().finally(() => {
        this.#loading = undefined;
      });
    }
    return this.#loading;
  }

  async #loadNow(): Promise<void> {
    const startedAt = this.#clock();
    try {
      const { keys, refused } = await loadPublishedKeys(this.#pool.jwksUri, this.#fetchKeySet);
      this.#reportRefused(refused);
      this.#published = { keys: keepKnown(this.#published.keys, keys), refused };
      // No user pool is without keys, so this is a fault of the server: the next load comes soon, and until then
      // nobody is told that their token is bad. The former keys are not in the set, so they are not used either.
      this.#loadedAt = keys.size === 0 ? undefined : startedAt;
      if (keys.size === 0) throw new Error('its key set has no key that can be used');
      this.#failure = undefined;
      this.#backoff.succeeded();
      this.#budget.loaded();
    } catch (error) {
      const now = this.#clock();
      this.#failure = { since: this.#failure?.since ?? now, at: now, error };
      this.#backoff.failed(now);
    }
  }

  /** Tells of the refused keys that the set did not have before. Whoever is told cannot make the load fail. */
  #reportRefused(refused: readonly RefusedKey[]): void {
    const { name: pool, jwksUri } = this.#pool;
    const before = this.#published.refused;
    for (const key of refused) {
      if (before.some(({ index, reason }) => index === key.index && reason === key.reason)) continue;
      try {
        this.#onRefusedKey({ ...key, pool, jwksUri });
      } catch {
        // The keys that can be used matter more than a log that cannot.
      }
    }
  }

  #refusal(): InvalidTokenError | KeySetUnavailableError {
    // While loads fail, the key may be there all the same: nobody can say.
    if (this.#backoff.failing || this.#age() >= MAX_STALE_MS) return this.#unavailable();
    return new InvalidTokenError(
      'token_key_unknown',
      `The token is signed with a key that user pool ${this.#pool.name} does not publish at ${this.#pool.jwksUri}.`,
    );
  }

  #unavailable(): KeySetUnavailableError {
    const retryAfterSeconds = Math.max(1, Math.ceil(this.#backoff.remaining(this.#clock()) / 1_000));
    return new KeySetUnavailableError(
      `The keys of user pool ${this.#pool.name} cannot be loaded from ${this.#pool.jwksUri}: ` +
        `${reasonOf(this.#failure?.error)}. The next attempt is made in ${retryAfterSeconds} s.`,
      { retryAfterSeconds, cause: this.#failure?.error },
    );
  }
}

/** An unchanged key stays the same object, which tokens that were verified with it are tagged with. */
function keepKnown(known: PublishedKeys['keys'], loaded: PublishedKeys['keys']): PublishedKeys['keys'] {
  const kept = [...loaded].map(([kid, key]) => {
    const before = known.get(kid);
    return [kid, before?.equals(key) === true ? before : key] as const;
  });
  return new Map(kept);
}

function reasonOf(error: unknown): string {
  return isNativeError(error) ? error.message : 'the load failed';
}
