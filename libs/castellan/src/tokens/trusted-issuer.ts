import type { KeySet } from './key-set.js';
import type { KeySetFetcher } from './key-set-fetcher.js';
import { PinnedKeySet } from './pinned-key-set.js';
import { PublishedKeySet } from './published-key-set.js';
import type { RefusedKeyListener } from './signing-keys.js';
import type { UserPool } from './user-pool.js';

/** An issuer whose tokens are accepted: the user pool as these tokens see it, and the keys they are signed with. */
export interface TrustedIssuer {
  readonly pool: UserPool;
  readonly keySet: KeySet;
}

export interface KeySetMeans {
  readonly fetchKeySet: KeySetFetcher;
  readonly clock: () => number;
  readonly onRefusedKey: RefusedKeyListener;
}

/** The keys of a pool, as tokens of one issuer see it. Each issuer publishes a key set of its own. */
export function trustIssuer(pool: UserPool, means: KeySetMeans): TrustedIssuer {
  const keySet =
    pool.pinnedKeys === undefined
      ? new PublishedKeySet(pool, means)
      : new PinnedKeySet(pool, pool.pinnedKeys);
  return { pool, keySet };
}
