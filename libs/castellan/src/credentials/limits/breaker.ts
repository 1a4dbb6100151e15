const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/**
 * Stops the calls of an operation that AWS throttles: for as long as AWS says, or for a second, and twice as long
 * each time the first call after a pause is throttled too. Times are milliseconds of a clock that only goes forward.
 */
export class Breaker {
  #closedAt = Number.NEGATIVE_INFINITY;
  #pause = 0;

  /** When calls may be made again; in the past where they may be now. */
  get closedAt(): number {
    return this.#closedAt;
  }

  /**
   * @param startedAt when the throttled call was made. Those that were on their way already say nothing new.
   * @returns whether the breaker opened, or opened for longer
   */
  throttled(now: number, startedAt: number, retryAfterSeconds: number | undefined): boolean {
    if (startedAt < this.#closedAt) return false;
    this.#pause = Math.min(this.#pause === 0 ? FIRST_PAUSE : this.#pause * 2, LONGEST_PAUSE);
    this.#closedAt = now + Math.max(this.#pause, (retryAfterSeconds ?? 0) * 1_000);
    return true;
  }

  /** AWS has taken a call. One that was made before the pause says nothing about what comes after it. */
  taken(startedAt: number): void {
    if (startedAt >= this.#closedAt) this.#pause = 0;
  }
}
