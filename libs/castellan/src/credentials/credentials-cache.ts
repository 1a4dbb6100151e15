import { LRUCache } from 'lru-cache';
import type { CallerCredentials } from './caller-credentials.js';
import { isSameOwner, type Owner } from './owner.js';

/** Credentials are not served when less than this is left of them, in milliseconds. */
export const EXPIRY_MARGIN = 60_000;

/** A user with ever other roles, policies or logins pushes out their own credentials, and nobody else's. */
const MOST_OF_ONE_USER = 100;

/** Credentials that are kept, and when to renew them. */
export interface CachedCredentials {
  readonly owner: Owner;
  readonly credentials: CallerCredentials;
  /** When they were fetched, by whatever machine, in milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** From when on they are not served, in milliseconds since the epoch. */
  readonly servedUntil: number;
  /** When the next renewal may start, in milliseconds since the epoch. */
  renewAt: number;
  /** Tells what was fetched before an eviction from what was fetched after it, on all machines. */
  readonly generation: string;
  /** Up to which loss of messages it is known that no eviction was missed. */
  checkedFor: number;
}

/** The credentials of many callers: bounded, and never anybody else's. */
export class CredentialsCache {
  readonly #entries: LRUCache<string, CachedCredentials>;
  /** The keys of each user, the oldest first. */
  readonly #keys = new Map<string, Set<string>>();

  constructor(max: number) {
    this.#entries = new LRUCache({ max, dispose: ({ owner }, key) => this.#unlist(owner.user, key) });
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

  set(entry: CachedCredentials): void {
    const { key, user } = entry.owner;
    this.#entries.set(key, entry);
    const keys = this.#keys.get(user) ?? new Set();
    this.#keys.set(user, keys.add(key));
    if (keys.size <= MOST_OF_ONE_USER) return;
    const [oldest] = keys;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Drops everything of one user, whatever the app client and the rights. */
  evict(user: string): void {
    for (const key of this.#keys.get(user) ?? []) this.#entries.delete(key);
  }

  /** Everybody of whom something is kept. */
  users(): ReadonlySet<string> {
    return new Set(this.#keys.keys());
  }

  clear(): void {
    this.#entries.clear();
  }

  #unlist(user: string, key: string): void {
    const keys = this.#keys.get(user);
    if (keys?.delete(key) === true && keys.size === 0) this.#keys.delete(user);
  }
}
