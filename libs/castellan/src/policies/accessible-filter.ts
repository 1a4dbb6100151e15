import type { CastellanError } from '../errors/index.js';
import type { AccessibleRule } from './accessible-rules.js';
import { deny, type Decision, type Denied } from './decision.js';

/** What a filter asks the ability it comes from. */
export interface AccessibleQuestion {
  decide(item: unknown): Decision;
  toError(denied: Denied): CastellanError;
  /** @throws PolicyFailureError if a policy failed. */
  rules(): readonly AccessibleRule[];
  unbuiltRules(): readonly string[];
}

/**
 * What of a list a caller may use: an item passes exactly if `decide` grants it. Made by
 * `CallerAbility.accessible`, and by `@Accessible` in a handler.
 *
 * It filters arrays itself. `castellan/prisma`, `castellan/typeorm` and `castellan/mongodb` make queries of it, for
 * lists that are too long to be loaded.
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
  readonly #question: AccessibleQuestion;

  /** @internal */
  constructor(question: AccessibleQuestion) {
    this.#question = question;
  }

  /**
   * The rules behind the filter, to build a query for another database from: what any rule allows and none forbids.
   * Rules about single fields are not among them, since they say nothing about an item as a whole. An empty list
   * means that nothing may be used. Each reading gives a copy.
   *
   * @throws PolicyFailureError if a policy failed: a query of no rules would look like a right answer.
   * @throws ConfigurationError if the action or the subject type is none.
   */
  get rules(): readonly AccessibleRule[] {
    return this.#question.rules();
  }

  /**
   * The rules that would allow items and were not built from the caller's token, and why not: what explains a list
   * that is empty. For the log; no answer should have it.
   *
   * @throws ConfigurationError if the action or the subject type is none.
   */
  get unbuiltRules(): readonly string[] {
    return this.#question.unbuiltRules();
  }

  /**
   * Whether the caller may use one item.
   *
   * @throws PolicyFailureError if a policy failed or the item is not an object: a list that is empty for that
   * reason would look like a right answer.
   */
  test(item: object): boolean {
    const decision = this.#decideItem(item);
    if (!decision.granted && decision.reason === 'policy_failed') throw this.#question.toError(decision);
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
    return this.#question.decide(item);
  }
}
