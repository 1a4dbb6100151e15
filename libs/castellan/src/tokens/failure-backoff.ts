const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/** Spaces out attempts that fail: one second after the first failure, doubling up to ten. */
export class FailureBackoff {
  #failures = 0;
  #failedAt = 0;

  /** Whether the last attempt failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  failed(now: number): void {
    this.#failures += 1;
    this.#failedAt = now;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt, 0 or less when it may be made. */
  remaining(now: number): number {
    if (!this.failing) return 0;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#failures - 1), LONGEST_PAUSE_MS);
    // The distance, because a clock that was set back must not stop all attempts until it has caught up.
    return pause - Math.abs(now - this.#failedAt);
  }
}
