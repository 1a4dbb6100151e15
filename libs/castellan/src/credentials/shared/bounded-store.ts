import type { SharedCredentialsListener, SharedCredentialsStore } from './shared-credentials-store.js';

/** After a call that failed, the store is left alone for so long, in milliseconds. */
const PAUSE = 1_000;

/** A store that costs nobody more than a moment: a call that fails or takes too long gives nothing. */
export class BoundedStore {
  readonly #store: SharedCredentialsStore;
  readonly #timeout: number;
  readonly #onError: (error: Error) => void;
  readonly #now: () => number;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #opened = false;

  /**
   * @param timeout how long a call may take, in milliseconds
   * @param now milliseconds of a clock that only goes forward
   */
  constructor(
    store: SharedCredentialsStore,
    timeout: number,
    onError: (error: Error) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#store = store;
    this.#timeout = timeout;
    this.#onError = onError;
    this.#now = now;
  }

  /** Whether the store has answered lately, or has not been asked yet. */
  get reachable(): boolean {
    return this.#opened && this.#now() >= this.#pausedUntil;
  }

  async open(listener: Omit<SharedCredentialsListener, 'onError'>): Promise<void> {
    this.#opened = true;
    await this.#inTime(
      (store) =>
        store.open({
          ...listener,
          onReconnected: () => {
            this.#pausedUntil = Number.NEGATIVE_INFINITY;
            listener.onReconnected();
          },
          onError: (error) => this.#tell(error),
        }),
      this.#timeout * 10,
    );
  }

  async close(): Promise<void> {
    this.#opened = false;
    await this.#store.close();
  }

  /** What the call gives; `undefined` when the store cannot be used now. */
  async try<T>(
    call: (store: SharedCredentialsStore) => Promise<T>,
  ): Promise<{ readonly value: T } | undefined> {
    if (!this.reachable) return undefined;
    return this.#inTime(call, this.#timeout);
  }

  async #inTime<T>(
    call: (store: SharedCredentialsStore) => Promise<T>,
    milliseconds: number,
  ): Promise<{ value: T } | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`The store of shared credentials did not answer within ${milliseconds} ms.`)),
        milliseconds,
      );
    });
    try {
      return { value: await Promise.race([call(this.#store), tooLate]) };
    } catch (error) {
      this.#pausedUntil = this.#now() + PAUSE;
      this.#tell(error as Error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #tell(error: Error): void {
    try {
      this.#onError(error);
    } catch {
      // There is nobody else to tell.
    }
  }
}
