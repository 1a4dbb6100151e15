import { LRUCache } from 'lru-cache';

const PAUSE_MS = 10_000;
const MAX_FAULTS = 100;

interface Seen {
  readonly at: number;
  unsaid: number;
}

/** Counts faults that come again and again, so that an outage does not fill the log. */
export class RepeatedFaults {
  readonly #seen = new LRUCache<string, Seen>({ max: MAX_FAULTS });

  /**
   * Whether a fault is to be written now: the first time, and once in ten seconds.
   *
   * @param now In milliseconds, by a clock that is never set back.
   * @returns how often it has come since it was last written; `undefined` where it is not to be written now.
   */
  admit(fault: string, now: number): number | undefined {
    const seen = this.#seen.get(fault);
    if (seen !== undefined && now - seen.at < PAUSE_MS) {
      seen.unsaid += 1;
      return undefined;
    }
    this.#seen.set(fault, { at: now, unsaid: 0 });
    return seen?.unsaid ?? 0;
  }
}
