import { LRUCache } from 'lru-cache';
import type { CallerCredentials } from './caller-credentials.js';
import { isSameOwner, type Owner } from './owner.js';

/** Credentials are not served when less than this is left of them, in milliseconds. */
export const EXPIRY_MARGIN = 60_000;

/** Credentials that are kept, and when to renew them. */
export interface CachedCredentials {
  readonly owner: Owner;
  readonly credentials: CallerCredentials;
  /** From when on they are not served, in milliseconds since the epoch. */
  readonly servedUntil: number;
  /** When the next renewal may start, in milliseconds since the epoch. */
  renewAt: number;
}

/** The credentials of many callers: bounded, and never anybody else's. */
export class CredentialsCache {
  readonly #entries: LRUCache<string, CachedCredentials>;

  constructor(max: number) {
    this.#entries = new LRUCache({ max });
  }

  /** What is kept under the owner's key, if it is this owner's and good for another minute. */
  get(owner: Owner, now: number): CachedCredentials | undefined {
    const entry = this.#entries.get(owner.key);
    // A key that two owners share would be a fault of ours; it costs an exchange and shows nobody's keys.
    if (entry === undefined || !isSameOwner(entry.owner, owner)) return undefined;
    if (now < entry.servedUntil) return entry;
    this.#entries.delete(owner.key);
    return undefined;
  }

  set(owner: Owner, credentials: CallerCredentials): void {
    this.#entries.set(owner.key, {
      owner,
      credentials,
      servedUntil: credentials.expiration.getTime() - EXPIRY_MARGIN,
      renewAt: credentials.renewAt,
    });
  }

  /** Drops everything of one user, whatever the app client and the rights. */
  evict(user: string): void {
    for (const [key, { owner }] of this.#entries) {
      if (owner.user === user) this.#entries.delete(key);
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}
