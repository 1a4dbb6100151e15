import type { CastellanError } from '../errors/index.js';
import { deny, type Decision, type Denied } from './decision.js';

/**
 * Keeps of a list what a caller may use: an item passes exactly if `decide` grants it. Made by
 * `CallerAbility.accessible`.
 *
 * @example
 * ```ts
 * import type { AccessibleFilter } from 'castellan/core';
 *
 * export function visible<T extends object>(filter: AccessibleFilter, articles: readonly T[]): T[] {
 *   return filter.filter(articles);
 * }
 * ```
 */
export class AccessibleFilter {
  readonly #decide: (item: unknown) => Decision;
  readonly #toError: (denied: Denied) => CastellanError;

  /** @internal */
  constructor(decide: (item: unknown) => Decision, toError: (denied: Denied) => CastellanError) {
    this.#decide = decide;
    this.#toError = toError;
  }

  /**
   * Whether the caller may use one item.
   *
   * @throws PolicyFailureError if a policy failed or the item is not an object: a list that is empty for that
   * reason would look like a right answer.
   */
  test(item: object): boolean {
    const decision = this.#decideItem(item);
    if (!decision.granted && decision.reason === 'policy_failed') throw this.#toError(decision);
    return decision.granted;
  }

  /** The items the caller may use, in order. @throws PolicyFailureError as {@link test} does. */
  filter<T extends object>(items: readonly T[]): T[] {
    return items.filter((item) => this.test(item));
  }

  #decideItem(item: unknown): Decision {
    if (item === undefined || item === null) {
      return deny('policy_failed', `A list to filter has ${String(item)} as an item.`);
    }
    return this.#decide(item);
  }
}
