/** How long changes are gathered before they are written, in milliseconds. */
const GATHERED = 50;

/** Writes the state down a moment after it may have changed, one writing after the other. */
export class Keeper {
  readonly #write: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** To be called after whatever may have changed something. */
  touch(): void {
    this.#timer ??= setTimeout(() => {
      void this.flush().catch((error: unknown) => {
        process.emitWarning(`The sandbox could not keep its state: ${(error as Error).message}`);
      });
    }, GATHERED).unref();
  }

  /** Writes now. Rejects if that fails. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    await this.#writing;
  }
}
