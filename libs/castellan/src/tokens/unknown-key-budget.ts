import { LRUCache } from 'lru-cache';

/** Between two loads for `kid`s that come for the first time. */
const FIRST_TIME_PAUSE_MS = 10_000;
/** Between two loads for `kid`s that come again. With the load itself, a rotated key is in use within two seconds. */
const REPEATED_PAUSE_MS = 1_500;
const MAX_REMEMBERED_KIDS = 5_000;

/**
 * Decides which tokens with an unknown `kid` may cause the key set to be loaded.
 *
 * Any such token may, once in ten seconds. A flood of made-up `kid`s uses that up, and a key that is rotated in
 * meanwhile would have to wait. But the tokens of real users bring the same new `kid` again and again, and
 * made-up ones come once. So a `kid` that comes a second time, and that no load has shown to be absent, may
 * cause a load of its own, once in a second and a half.
 *
 * Whoever sends every made-up `kid` twice gets that many loads: before a key is there, nothing in a token tells
 * such a sender from a real user. A new key is found all the same, because any of these loads brings it.
 */
export class UnknownKeyBudget {
  #firstTimeLoadAt = -Infinity;
  #repeatedLoadAt = -Infinity;
  /** Which load each `kid` was first missed after. */
  // Bounded by size, which takes memory as it is needed: there is a budget for each pool.
  readonly #missedAfter = new LRUCache<string, number>({
    maxSize: MAX_REMEMBERED_KIDS,
    sizeCalculation: () => 1,
  });
  #loads = 0;

  /** Whether a token with this `kid` may cause a load now; if so, that is spent. */
  spend(kid: string, now: number): boolean {
    const missedAfter = this.#missedAfter.get(kid);
    if (missedAfter === undefined) this.#missedAfter.set(kid, this.#loads);
    // Distances, because a clock that was set back must not stop all loads until it has caught up.
    if (Math.abs(now - this.#firstTimeLoadAt) >= FIRST_TIME_PAUSE_MS) {
      this.#firstTimeLoadAt = now;
      return true;
    }
    if (missedAfter !== this.#loads || Math.abs(now - this.#repeatedLoadAt) < REPEATED_PAUSE_MS) return false;
    this.#repeatedLoadAt = now;
    return true;
  }

  /** A load has succeeded: every `kid` that was missed before it, and is missed still, is absent. */
  loaded(): void {
    this.#loads += 1;
  }
}
