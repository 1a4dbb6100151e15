import { LRUCache } from 'lru-cache';

const WINDOW_MS = 10_000;
const MAX_REPEAT_LOADS = 3;
const MAX_REMEMBERED_KIDS = 5_000;

/**
 * Decides which tokens with an unknown `kid` may cause the key set to be loaded.
 *
 * Any such token may, once in ten seconds. A flood of made-up `kid`s uses that up, and a key that is rotated in
 * meanwhile would have to wait. But the tokens of real users bring the same new `kid` again and again, and
 * made-up ones come once. So a `kid` that comes a second time, and that no load has shown to be absent, may
 * draw on a second budget: three loads, one more every ten seconds.
 */
export class UnknownKeyBudget {
  #lastLoadAt = -Infinity;
  #repeatLoads = MAX_REPEAT_LOADS;
  #repeatLoadsCountedAt = 0;
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
    if (Math.abs(now - this.#lastLoadAt) >= WINDOW_MS) {
      this.#lastLoadAt = now;
      return true;
    }
    return missedAfter === this.#loads && this.#spendRepeat(now);
  }

  /** A load has succeeded: every `kid` that was missed before it, and is missed still, is absent. */
  loaded(): void {
    this.#loads += 1;
  }

  #spendRepeat(now: number): boolean {
    const earned = Math.abs(now - this.#repeatLoadsCountedAt) / WINDOW_MS;
    this.#repeatLoads = Math.min(MAX_REPEAT_LOADS, this.#repeatLoads + earned);
    this.#repeatLoadsCountedAt = now;
    if (this.#repeatLoads < 1) return false;
    this.#repeatLoads -= 1;
    return true;
  }
}
