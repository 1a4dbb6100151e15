/** Told, at most once a minute, that entries could not be recorded. */
export type SinkProblemListener = (message: string, cause: unknown) => void;

const INTERVAL_MILLISECONDS = 60_000;

/** Reports what is wrong with a sink: the first time at once, then at most once a minute. */
export class SinkProblems {
  readonly #listener: SinkProblemListener;
  readonly #clock: () => number;
  #quietUntil = -Infinity;
  #unreported = 0;

  constructor(listener: SinkProblemListener, clock: () => number) {
    this.#listener = listener;
    this.#clock = clock;
  }

  report(problem: string, cause?: unknown): void {
    const now = this.#clock();
    if (now < this.#quietUntil) {
      this.#unreported += 1;
      return;
    }
    const before = this.#unreported === 0 ? '' : ` It happened ${this.#unreported} more times before.`;
    this.#quietUntil = now + INTERVAL_MILLISECONDS;
    this.#unreported = 0;
    try {
      this.#listener(`${problem}${before}`, cause);
    } catch {
      // A listener that throws has nobody to be reported to.
    }
  }
}
