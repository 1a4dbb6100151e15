import type { KeyObject } from 'node:crypto';
import type { RefusedKey } from './signing-keys.js';

/** The state of a user pool's key set, for a health check or a log. Times are milliseconds since the epoch. */
export interface KeySetStatus {
  /** The name of the user pool. */
  readonly pool: string;
  /** Where the keys come from; `undefined` where they are pinned in the configuration. */
  readonly jwksUri: string | undefined;
  /** Whether the keys are pinned in the configuration and nothing is fetched. */
  readonly pinned: boolean;
  /** The number of keys in use. */
  readonly keyCount: number;
  /** Keys of the set that are not used, and why. */
  readonly refusedKeys: readonly RefusedKey[];
  /** When the keys were loaded; `undefined` when they never were, or are pinned. */
  readonly loadedAt: number | undefined;
  /** Whether a load is under way. */
  readonly loading: boolean;
  /**
   * The last failed load since the keys were loaded, and since when loads have failed. `reason` holds no secret.
   */
  readonly lastFailure: { readonly since: number; readonly at: number; readonly reason: string } | undefined;
}

/** The keys of one user pool. */
export interface KeySet {
  readonly status: KeySetStatus;

  /** The key, if it can be had without waiting. `undefined` says nothing about whether it exists. */
  ready(kid: string): KeyObject | undefined;

  /**
   * The key, after a load if one is due.
   *
   * @throws InvalidTokenError `token_key_unknown` when the pool does not publish such a key.
   * @throws KeySetUnavailableError when that cannot be found out.
   */
  find(kid: string): Promise<KeyObject>;

  /**
   * Loads the keys if they are not there yet.
   *
   * @throws KeySetUnavailableError when they cannot be loaded.
   */
  warmUp(): Promise<void>;
}
