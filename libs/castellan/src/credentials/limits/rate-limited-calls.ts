import { setTimeout as wait } from 'node:timers/promises';
import { AwsFault } from '../aws-fault.js';
import { isThrottling } from '../identity-pool-errors.js';
import {
  type CallLimits,
  type CallPriority,
  CREDENTIALS_OPERATIONS,
  type CredentialsOperation,
} from './call-limits.js';
import type { CallLimitsSettings } from './call-limits-options.js';
import { CallQueue } from './call-queue.js';
import { TokenBucket } from './token-bucket.js';

const ATTEMPTS = 3;
const FIRST_BACK_OFF = 50;
/** The part of the quota that may be used at once; the rest is the steady rate, so that a second never has more. */
const BURST = 0.1;

/** Calls of all operations. */
export interface CallTotals {
  readonly calls: number;
  readonly throttles: number;
  readonly refused: number;
  readonly waiting: number;
  readonly secondsWaited: number;
}

/**
 * Keeps the calls of this process below its part of the account's quotas, and stops those that AWS throttles.
 * A call that got no answer, or a 5xx, is made again, at its turn; one that was throttled is not.
 */
export class RateLimitedCalls implements CallLimits {
  readonly #queues: ReadonlyMap<CredentialsOperation, CallQueue>;
  readonly #deadline: number;
  readonly #now: () => number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(settings: CallLimitsSettings, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#deadline = settings.deadlineMilliseconds;
    this.#queues = new Map(
      CREDENTIALS_OPERATIONS.map((operation) => {
        const share = settings.perSecond[operation];
        const bucket = new TokenBucket(share * (1 - BURST), Math.max(1, share * BURST));
        return [operation, new CallQueue({ operation, bucket, longestWait: this.#deadline, now })];
      }),
    );
  }

  /** What all operations together have seen. */
  get counters(): CallTotals {
    const totals = { calls: 0, throttles: 0, refused: 0, waiting: 0, secondsWaited: 0 };
    for (const { counters } of this.#queues.values()) {
      totals.calls += counters.calls;
      totals.throttles += counters.throttled;
      totals.refused += counters.refused;
      totals.waiting += counters.waiting;
      totals.secondsWaited += counters.secondsWaited;
    }
    return totals;
  }

  /** The operations that AWS has throttled a moment ago. */
  get paused(): readonly CredentialsOperation[] {
    return [...this.#queues].filter(([, queue]) => queue.paused).map(([operation]) => operation);
  }

  async run<T>(operation: CredentialsOperation, priority: CallPriority, call: () => Promise<T>): Promise<T> {
    const queue = this.#queueOf(operation);
    const lastStart = this.#now() + this.#deadline;
    for (let attempt = 1; ; attempt++) {
      await queue.turn(priority);
      const startedAt = this.#now();
      try {
        const result = await call();
        queue.taken(startedAt);
        return result;
      } catch (error) {
        if (!(error instanceof AwsFault)) throw error;
        if (isThrottling(error)) queue.throttled(startedAt, error.retryAfterSeconds);
        else if (error.httpStatus !== undefined) queue.taken(startedAt);
        // An answer that did not come in time has cost the caller enough already.
        if (!error.transient || attempt === ATTEMPTS || this.#now() >= lastStart) throw error;
      }
      await wait(FIRST_BACK_OFF * 2 ** (attempt - 1) * (0.5 + Math.random()), undefined, { ref: false });
    }
  }

  /** Refuses every call that waits for its turn. */
  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  #queueOf(operation: CredentialsOperation): CallQueue {
    const queue = this.#queues.get(operation);
    if (queue === undefined)
      throw new TypeError(`${operation} is no operation that credentials are got with.`);
    return queue;
  }
}
