/** What could not be told is tried again after this, in milliseconds. */
const TRIED_AGAIN_AFTER = 2_000;
/** More than this is not remembered: whoever is beyond it is told by the next change, or not at all. */
const MOST_REMEMBERED = 10_000;

/** Tells something, and says whether it could be told. */
export type Telling = () => Promise<boolean>;

/** What a store could not be told while it was away. It is told again until it is. */
export class Untold {
  readonly #tellings = new Map<string, Telling>();
  readonly #isReachable: () => boolean;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(isReachable: () => boolean) {
    this.#isReachable = isReachable;
  }

  /**
   * Tells now, and later where that fails. What was to be told about the same before is replaced.
   *
   * @returns whether it could be told now
   */
  async tell(about: string, telling: Telling): Promise<boolean> {
    const told = await telling();
    if (!told) this.tellLater(about, telling);
    else if (this.#tellings.get(about) === telling) this.#tellings.delete(about);
    return told;
  }

  tellLater(about: string, telling: Telling): void {
    if (this.#closed || (!this.#tellings.has(about) && this.#tellings.size >= MOST_REMEMBERED)) return;
    this.#tellings.set(about, telling);
    this.tryAgain();
  }

  /** Tries all of it a moment later, if there is anything. */
  tryAgain(): void {
    if (this.#closed || this.#tellings.size === 0) return;
    this.#again ??= setTimeout(() => {
      this.#again = undefined;
      void this.#tellAll();
    }, TRIED_AGAIN_AFTER).unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#tellings.clear();
  }

  async #tellAll(): Promise<void> {
    for (const [about, telling] of [...this.#tellings]) {
      if (!this.#isReachable()) break;
      await this.tell(about, telling);
    }
    this.tryAgain();
  }
}
