/** What held when a reading began. */
export interface ReadingStart {
  readonly listening: number | undefined;
  readonly at: number;
  readonly missed: number;
}

/**
 * Whether a copy is known to hold everything: it was read while the channel was listened to, which goes on, and
 * nothing was missed since the reading began. What is missed while a reading is under way counts against it, because
 * the reading may have passed that place already.
 */
export class Completeness {
  readonly #maxAgeMs: number;
  /** The last reading that came to its end. */
  #read: ReadingStart | undefined;
  #listening: number | undefined;
  #missed = 0;
  #lastMissed: string | undefined;

  /** @param maxAgeMs - For how long a reading counts. */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  /** When the last reading began that came to its end, in milliseconds since the epoch. */
  get readAt(): number | undefined {
    return this.#read?.at;
  }

  /** What was missed last. */
  get lastMissed(): string | undefined {
    return this.#lastMissed;
  }

  miss(what: string): void {
    this.#missed += 1;
    this.#lastMissed = what;
  }

  /** @param listening - Which connection the channel is listened to on. */
  startReading(listening: number | undefined, at: number): ReadingStart {
    return { listening, at, missed: this.#missed };
  }

  endReading(start: ReadingStart): void {
    this.#read = start;
    this.#listening = start.listening;
  }

  /** The connections are gone, and the numbers of the next ones begin anew. */
  disconnect(): void {
    this.#listening = undefined;
  }

  /** Whether everything was read while the channel was listened to on this connection. */
  wasReadOn(listening: number | undefined): boolean {
    return listening !== undefined && listening === this.#listening;
  }

  /** Why the copy may not be complete; `undefined` where it is. */
  problem(listening: number | undefined, now: number): string | undefined {
    if (listening === undefined) return 'Redis cannot be reached.';
    if (!this.wasReadOn(listening) || this.#read === undefined) {
      return 'Not everything has been read since Redis was reached.';
    }
    if (this.#missed !== this.#read.missed) return this.#lastMissed;
    // A process that was frozen has heard nothing, and its connection may not know yet that it is lost.
    return now - this.#read.at <= this.#maxAgeMs ? undefined : 'Redis has not answered for too long.';
  }
}
