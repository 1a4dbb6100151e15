import { CredentialsThrottledError } from '../../errors/index.js';
import { Breaker } from './breaker.js';
import type { CallPriority, CredentialsOperation } from './call-limits.js';
import type { TokenBucket } from './token-bucket.js';

/** What a queue has seen. All but `waiting` only ever grow. */
export interface CallCounters {
  /** Calls made. */
  calls: number;
  /** Calls that AWS throttled. */
  throttled: number;
  /** Calls that were not made, because their turn would have come too late. */
  refused: number;
  /** Calls that wait for their turn now. */
  waiting: number;
  /** How long calls have waited for their turn, together. */
  secondsWaited: number;
}

interface Waiting {
  readonly since: number;
  readonly proceed: () => void;
  readonly refuse: (error: Error) => void;
}

/** What a {@link CallQueue} is made of. */
export interface CallQueueOptions {
  readonly operation: CredentialsOperation;
  readonly bucket: TokenBucket;
  /** How long a call may wait for its turn, in milliseconds. */
  readonly longestWait: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

const LONGEST_RETRY_AFTER = 60;

/**
 * The calls of one operation, in the order they came, callers before renewals. Nobody is let in whose turn would
 * come too late, which bounds the queue as well.
 */
export class CallQueue {
  readonly counters: CallCounters = { calls: 0, throttled: 0, refused: 0, waiting: 0, secondsWaited: 0 };
  readonly #options: CallQueueOptions;
  readonly #breaker = new Breaker();
  readonly #waiting: Record<CallPriority, Waiting[]> = { caller: [], renewal: [] };
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CallQueueOptions) {
    this.#options = options;
  }

  /** Whether AWS has throttled this operation a moment ago, so that no call is made. */
  get paused(): boolean {
    return this.#options.now() < this.#breaker.closedAt;
  }

  /**
   * Waits for a turn.
   *
   * @throws CredentialsThrottledError when it does not come in time
   */
  turn(priority: CallPriority): Promise<void> {
    const { now, longestWait } = this.#options;
    const since = now();
    const delay = this.#delayOf(priority, since);
    if (delay === 0) {
      this.#start(since, since);
      return Promise.resolve();
    }
    if (delay > longestWait) return Promise.reject(this.#tooLate(delay));
    return new Promise((proceed, refuse) => {
      this.#waiting[priority].push({ since, proceed, refuse });
      this.counters.waiting += 1;
      this.#schedule();
    });
  }

  /** AWS has throttled a call: whoever would have to wait too long for the end of the pause is told now. */
  throttled(startedAt: number, retryAfterSeconds: number | undefined): void {
    this.counters.throttled += 1;
    const { bucket, longestWait, now } = this.#options;
    if (!this.#breaker.throttled(now(), startedAt, retryAfterSeconds)) return;
    bucket.drain(this.#breaker.closedAt);
    let position = 0;
    for (const priority of ['caller', 'renewal'] as const) {
      this.#waiting[priority] = this.#waiting[priority].filter((waiting) => {
        const turn = this.#breaker.closedAt + position * bucket.interval;
        if (turn - waiting.since <= longestWait) {
          position += 1;
          return true;
        }
        this.#leave(waiting, turn - now());
        return false;
      });
    }
    this.#schedule();
  }

  taken(startedAt: number): void {
    this.#breaker.taken(startedAt);
  }

  /** Refuses everybody who waits. */
  close(): void {
    clearTimeout(this.#timer);
    for (const priority of ['caller', 'renewal'] as const) {
      for (const waiting of this.#waiting[priority].splice(0)) this.#leave(waiting, 1_000);
    }
  }

  /** How long the next one to come would wait, in milliseconds. */
  #delayOf(priority: CallPriority, now: number): number {
    const { bucket } = this.#options;
    const ahead = this.#waiting.caller.length + (priority === 'renewal' ? this.#waiting.renewal.length : 0);
    return Math.max(bucket.delay(now), this.#breaker.closedAt - now, 0) + ahead * bucket.interval;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.counters.waiting === 0) return;
    const now = this.#options.now();
    const delay = Math.max(this.#options.bucket.delay(now), this.#breaker.closedAt - now, 0);
    // Rounded up: a timer that ends early would find that it is too early.
    this.#timer = setTimeout(() => this.#serve(), Math.ceil(delay));
  }

  #serve(): void {
    const { bucket, longestWait, now } = this.#options;
    while (this.counters.waiting > 0 && bucket.delay(now()) === 0 && !this.paused) {
      const next = this.#waiting.caller.shift() ?? this.#waiting.renewal.shift();
      if (next === undefined) break;
      // A renewal that callers have overtaken for too long.
      if (now() - next.since > longestWait + bucket.interval) {
        this.#leave(next, this.#delayOf('renewal', now()) + bucket.interval);
        continue;
      }
      this.counters.waiting -= 1;
      this.#start(next.since, now());
      next.proceed();
    }
    this.#schedule();
  }

  #start(since: number, now: number): void {
    this.#options.bucket.take(now);
    this.counters.calls += 1;
    this.counters.secondsWaited += (now - since) / 1_000;
  }

  #leave(waiting: Waiting, delay: number): void {
    this.counters.waiting -= 1;
    this.counters.secondsWaited += (this.#options.now() - waiting.since) / 1_000;
    waiting.refuse(this.#tooLate(delay));
  }

  #tooLate(delay: number): CredentialsThrottledError {
    this.counters.refused += 1;
    const { operation, longestWait } = this.#options;
    return new CredentialsThrottledError(
      `No turn for ${operation} within ${longestWait} ms: more callers need credentials than callLimits lets ` +
        'through, or AWS is throttling. It was not called.',
      { retryAfterSeconds: Math.min(Math.max(Math.ceil(delay / 1_000), 1), LONGEST_RETRY_AFTER) },
    );
  }
}
