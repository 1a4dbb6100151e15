import { LRUCache } from 'lru-cache';

/** How many addresses are watched. The one that was quiet for longest is forgotten first. */
const MAX_ADDRESSES = 10_000;
const WINDOW_MS = 60_000;

interface Failures {
  readonly since: number;
  count: number;
}

/** Counts bad tokens by the address they came from, in windows of a minute. */
export class FailedAttempts {
  readonly #failures = new LRUCache<string, Failures>({ max: MAX_ADDRESSES });

  constructor(
    private readonly most: number,
    private readonly clock: () => number,
  ) {}

  /** For how many seconds unknown tokens of an address are not looked at; `undefined` where they are. */
  blockedSeconds(address: string): number | undefined {
    const failures = this.#failures.get(address);
    if (failures === undefined || failures.count < this.most) return undefined;
    const left = failures.since + WINDOW_MS - this.clock();
    return left > 0 ? Math.ceil(left / 1_000) : undefined;
  }

  failed(address: string): void {
    const now = this.clock();
    const failures = this.#failures.get(address);
    if (failures === undefined || now - failures.since >= WINDOW_MS) {
      this.#failures.set(address, { since: now, count: 1 });
    } else {
      failures.count += 1;
    }
  }
}
