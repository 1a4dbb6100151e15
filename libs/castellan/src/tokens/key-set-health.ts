import { MAX_STALE_MS, REFRESH_AFTER_MS } from './key-set-ages.js';
import type { KeySetStatus } from './key-set.js';

/**
 * How a user pool's keys are:
 *
 * - `fresh`: loaded, and not due to be loaded again.
 * - `stale`: in use, and due to be loaded again: loads fail, or nobody has needed them since.
 * - `unreachable`: loads fail and there are none to use. Tokens of this pool get 503.
 * - `pinned`: in the configuration. Nothing is loaded.
 * - `never-loaded`: nobody has needed them yet.
 */
export type KeySetState = 'fresh' | 'stale' | 'unreachable' | 'pinned' | 'never-loaded';

/** The health of the keys of one issuer. Times are milliseconds since the epoch. */
export interface KeySetHealth {
  /** The name of the user pool. */
  readonly pool: string;
  /**
   * Where the keys come from; `undefined` where they are pinned. A pool with several issuers has one key set for each.
   */
  readonly jwksUri: string | undefined;
  /** How the keys are now. */
  readonly state: KeySetState;
  /** Since when it is so; `undefined` where it has been so from the start. */
  readonly since: number | undefined;
}

/** Judges the state of a key set at a given time, in milliseconds since the epoch. */
export function keySetHealth(status: KeySetStatus, now: number): KeySetHealth {
  const { pool, jwksUri } = status;
  return { pool, jwksUri, ...judge(status, now) };
}

function judge(
  { pinned, loadedAt, lastFailure }: KeySetStatus,
  now: number,
): Pick<KeySetHealth, 'state' | 'since'> {
  if (pinned) return { state: 'pinned', since: undefined };
  if (lastFailure === undefined) {
    if (loadedAt === undefined) return { state: 'never-loaded', since: undefined };
    if (Math.abs(now - loadedAt) < REFRESH_AFTER_MS) return { state: 'fresh', since: loadedAt };
    return { state: 'stale', since: loadedAt + REFRESH_AFTER_MS };
  }
  if (loadedAt === undefined) return { state: 'unreachable', since: lastFailure.since };
  if (Math.abs(now - loadedAt) < MAX_STALE_MS) return { state: 'stale', since: lastFailure.since };
  return { state: 'unreachable', since: Math.max(lastFailure.since, loadedAt + MAX_STALE_MS) };
}
