/** So many calls a second, and a few at once. Times are milliseconds of one clock that only goes forward. */
export class TokenBucket {
  /** From one call to the next at full load, in milliseconds. */
  readonly interval: number;
  readonly #tolerance: number;
  /** When the bucket will be full again. */
  #fullAt = Number.NEGATIVE_INFINITY;

  /**
   * @param perSecond above 0; need not be a whole number
   * @param burst how many calls may be made at once after a pause, 1 or more
   */
  constructor(perSecond: number, burst: number) {
    this.interval = 1_000 / perSecond;
    this.#tolerance = (burst - 1) * this.interval;
  }

  /** How long until the next call may be made, in milliseconds. */
  delay(now: number): number {
    return Math.max(0, this.#fullAt - this.#tolerance - now);
  }

  take(now: number): void {
    this.#fullAt = Math.max(this.#fullAt, now) + this.interval;
  }

  /** No call before `until`, and then one at a time. */
  drain(until: number): void {
    this.#fullAt = Math.max(this.#fullAt, until + this.#tolerance);
  }
}
