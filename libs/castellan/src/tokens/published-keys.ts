import { createPublicKey, type KeyObject } from 'node:crypto';
import { JwksClient, JwksError } from 'jwks-rsa';
import type { KeySetFetcher } from './key-set-fetcher.js';
import { selectSigningKeys, type RefusedKey } from './signing-keys.js';

/** What a user pool publishes at one moment. */
export interface PublishedKeys {
  /** The keys that verify tokens, by `kid`. */
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly refused: readonly RefusedKey[];
}

/**
 * Loads the keys a user pool publishes. jwks-rsa gets and parses them, through a fetcher that hands it only
 * keys that may be used. Its cache and its rate limiter stay off: how often keys are loaded, and for how long
 * they are served, is decided by the key set that asks.
 */
export async function loadPublishedKeys(jwksUri: string, fetchKeySet: KeySetFetcher): Promise<PublishedKeys> {
  let selected = selectSigningKeys([]);
  const client = new JwksClient({
    jwksUri,
    cache: false,
    rateLimit: false,
    fetcher: async (address) => {
      selected = selectSigningKeys(await fetchKeySet(address));
      return { keys: selected.usable };
    },
  });
  const keys = new Map<string, KeyObject>();
  try {
    for (const key of await client.getSigningKeys()) keys.set(key.kid, createPublicKey(key.getPublicKey()));
  } catch (error) {
    // A set without a usable key is an answer, and it takes the former keys away; jwks-rsa calls it an error.
    if (!(error instanceof JwksError) || selected.usable.length > 0) throw error;
  }
  return { keys, refused: selected.refused };
}
