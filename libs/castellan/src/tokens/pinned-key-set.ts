import type { KeyObject } from 'node:crypto';
import { InvalidTokenError } from '../errors/index.js';
import type { KeySet, KeySetStatus } from './key-set.js';
import type { UserPool } from './user-pool.js';

/** A key set that stands in the configuration. Nothing is ever fetched. */
export class PinnedKeySet implements KeySet {
  readonly status: KeySetStatus;
  readonly #keys: ReadonlyMap<string, KeyObject>;

  constructor(pool: UserPool, keys: ReadonlyMap<string, KeyObject>) {
    this.#keys = keys;
    this.status = Object.freeze({
      pool: pool.name,
      jwksUri: undefined,
      pinned: true,
      keyCount: keys.size,
      refusedKeys: Object.freeze([]),
      loadedAt: undefined,
      loading: false,
      lastFailure: undefined,
    });
  }

  ready(kid: string): KeyObject | undefined {
    return this.#keys.get(kid);
  }

  async find(kid: string): Promise<KeyObject> {
    const key = this.#keys.get(kid);
    if (key !== undefined) return key;
    throw new InvalidTokenError(
      'token_key_unknown',
      `The token is signed with a key that is not among those pinned for user pool ${this.status.pool}.`,
    );
  }

  async warmUp(): Promise<void> {
    // The keys are there from the start.
  }
}
