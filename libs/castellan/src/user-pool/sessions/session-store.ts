import type { SharedCredentialsListener, SharedCredentialsStore } from '../../credentials/index.js';

/**
 * Where sessions are kept on the server, encrypted, under names that say nothing: a {@link MemorySessionStore}, a
 * `RedisCredentialsStore` of `castellan/redis` with a prefix of its own, or another store. A call that fails refuses
 * the request with 503.
 */
export type SessionStore = Pick<
  SharedCredentialsStore,
  'close' | 'read' | 'writeNewest' | 'lock' | 'unlock'
> & {
  /** Connects. Does nothing the second time. A store that cannot be reached now is tried again later. */
  open(listener: SharedCredentialsListener): Promise<void>;
};

/** What a session store has to be able to do. */
export const SESSION_STORE_METHODS = [
  'open',
  'close',
  'read',
  'writeNewest',
  'lock',
  'unlock',
] as const satisfies readonly (keyof SessionStore)[];
