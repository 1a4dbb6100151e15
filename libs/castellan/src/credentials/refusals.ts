import { LRUCache } from 'lru-cache';
import {
  CastellanError,
  ConfigurationError,
  CredentialsRefusedError,
  InvalidTokenError,
} from '../errors/index.js';

const REMEMBERED_FOR = 5_000;
const MOST = 10_000;

/**
 * Remembers for a moment what the Identity Pool refused, so that one bad token, sent again and again, does not
 * use up the quota that everybody shares. Outages are not remembered: the next try may succeed.
 */
export class Refusals {
  readonly #known = new LRUCache<string, { error: Error; until: number }>({ max: MOST });
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Does `work`, unless what it is about was refused a moment ago: then the same refusal again. */
  async guard<T>(about: string, work: () => Promise<T>): Promise<T> {
    const known = this.#known.get(about);
    if (known !== undefined && this.#clock() < known.until) throw known.error;
    try {
      return await work();
    } catch (error) {
      const remembered = rememberedFor(error);
      if (remembered > 0) {
        this.#known.set(about, { error: error as Error, until: this.#clock() + remembered });
      }
      throw error;
    }
  }

  clear(): void {
    this.#known.clear();
  }
}

/** Whether the Identity Pool looked at the token and said no, so that another token may fare better. */
export function isRefusalOfToken(error: unknown): boolean {
  return error instanceof InvalidTokenError || error instanceof CredentialsRefusedError;
}

function rememberedFor(error: unknown): number {
  if (!(error instanceof CastellanError)) return 0;
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds * 1000;
  return isRefusalOfToken(error) || error instanceof ConfigurationError ? REMEMBERED_FOR : 0;
}
