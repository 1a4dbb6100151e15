/** What a {@link SharedCredentialsStore} tells. */
export interface SharedCredentialsListener {
  /** A message that some machine has published, this one included. */
  readonly onMessage: (message: string) => void;
  /** Messages may have been missed, because the connection was lost. It is there again. */
  readonly onReconnected: () => void;
  /** Something about the store failed. */
  readonly onError: (error: Error) => void;
}

/**
 * Where several machines share credentials. Whatever is written is encrypted before it gets here, under names that
 * say nothing. `RedisCredentialsStore` of `castellan/redis` is one.
 *
 * Any call may fail: then this machine goes on alone. A store need not bound its calls in time; that is done around it.
 */
export interface SharedCredentialsStore {
  /** Connects. Does nothing the second time. A store that cannot be reached now is tried again later. */
  open(listener: SharedCredentialsListener): Promise<void>;

  close(): Promise<void>;

  /** What is kept under each of the names; `undefined` where there is nothing. */
  read(names: readonly string[]): Promise<readonly (string | undefined)[]>;

  /** Keeps a value for so many milliseconds, or for good where that is `undefined`. */
  write(name: string, value: string, milliseconds: number | undefined): Promise<void>;

  /** As `write`, unless what is kept was written with a higher `order`. Gives what was kept before. */
  writeNewest(name: string, order: number, value: string, milliseconds: number): Promise<string | undefined>;

  remove(names: readonly string[]): Promise<void>;

  /** Takes a lock for so many milliseconds, unless somebody has it. */
  lock(name: string, owner: string, milliseconds: number): Promise<boolean>;

  /** Gives a lock back, if it is still this owner's. */
  unlock(name: string, owner: string): Promise<void>;

  /** Tells every machine. */
  publish(message: string): Promise<void>;
}
