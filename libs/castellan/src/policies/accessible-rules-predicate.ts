import { comparisonsOf, type AccessibleRule, type Comparison } from './accessible-rules.js';
import type { Conditions } from './conditions.js';

/** The orders a database compares by, and equality. */
export type PredicateOperator = 'eq' | 'lt' | 'lte' | 'gt' | 'gte';

/**
 * What rows a query returns, before it is written in the language of a database. `native` is what only that
 * language has.
 *
 * Every part is true or false of a row and never unknown. A database in which a comparison with NULL is unknown
 * has to write `compare` and `in` together with a test for NULL: `NOT` of an unknown is unknown, and the row that
 * `$ne` matches would be missing.
 */
export type Predicate<Native = never> =
  | { readonly type: 'constant'; readonly value: boolean }
  | { readonly type: 'and' | 'or'; readonly members: readonly Predicate<Native>[] }
  | { readonly type: 'not'; readonly member: Predicate<Native> }
  | {
      readonly type: 'compare';
      readonly field: string;
      readonly operator: PredicateOperator;
      readonly value: unknown;
    }
  | { readonly type: 'in'; readonly field: string; readonly values: readonly unknown[] }
  | { readonly type: 'present'; readonly field: string }
  | { readonly type: 'native'; readonly query: Native };

/** True of every row. */
export const ALWAYS = { type: 'constant', value: true } as const;
/** True of no row. */
export const NEVER = { type: 'constant', value: false } as const;

/** True where all members are. Constants are resolved, so that they are never part of another predicate. */
export function and<Native>(members: readonly Predicate<Native>[]): Predicate<Native> {
  return combine('and', members, NEVER, ALWAYS);
}

/** True where any member is. */
export function or<Native>(members: readonly Predicate<Native>[]): Predicate<Native> {
  return combine('or', members, ALWAYS, NEVER);
}

/** True where the member is false. */
export function not<Native>(member: Predicate<Native>): Predicate<Native> {
  if (member.type === 'constant') return member.value ? NEVER : ALWAYS;
  return member.type === 'not' ? member.member : { type: 'not', member };
}

function combine<Native>(
  type: 'and' | 'or',
  members: readonly Predicate<Native>[],
  decisive: typeof ALWAYS | typeof NEVER,
  neutral: typeof ALWAYS | typeof NEVER,
): Predicate<Native> {
  const varying = members.filter((member) => member.type !== 'constant');
  const constants = members.filter((member) => member.type === 'constant');
  if (constants.some(({ value }) => value === decisive.value)) return decisive;
  if (varying.length === 0) return neutral;
  return varying.length === 1 && varying[0] !== undefined ? varying[0] : { type, members: varying };
}

/**
 * What a caller may use: what any rule allows and none forbids.
 *
 * @param translate Turns one comparison into a predicate, or refuses it. Every comparison of every rule is
 * translated, so that a rule which cannot be expressed is refused even where another rule decides alone.
 */
export function predicateOfRules<Native>(
  rules: readonly AccessibleRule[],
  translate: (comparison: Comparison) => Predicate<Native>,
): Predicate<Native> {
  const anyOf = (effect: AccessibleRule['effect']): Predicate<Native> =>
    or(
      rules
        .filter((rule) => rule.effect === effect)
        .map((rule) => predicateOfConditions(rule, rule.conditions ?? {}, translate)),
    );
  const forbidden = anyOf('forbid');
  return and([anyOf('allow'), not(forbidden)]);
}

/** True where all conditions hold. */
export function predicateOfConditions<Native>(
  rule: AccessibleRule,
  conditions: Conditions,
  translate: (comparison: Comparison) => Predicate<Native>,
): Predicate<Native> {
  return and(comparisonsOf(rule, conditions).map(translate));
}
