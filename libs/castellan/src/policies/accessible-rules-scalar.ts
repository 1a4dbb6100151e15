import { refuseComparison, type Comparison } from './accessible-rules.js';
import {
  ALWAYS,
  and,
  NEVER,
  not,
  or,
  type Predicate,
  type PredicateOperator,
} from './accessible-rules-predicate.js';
import type { ScalarField, ScalarKind } from './accessible-rules-field.js';
import { isInt32, storedDate, storedValue } from './accessible-rules-values.js';

/**
 * Turns a comparison with a field that holds one value into a predicate which is true exactly of the rows that the
 * condition matches.
 *
 * A value of another type than the field's never equals: nothing is coerced, by us or by the database.
 */
export function scalarPredicate<Native = never>(
  comparison: Comparison,
  field: ScalarField,
): Predicate<Native> {
  const { operator, operand } = comparison;
  switch (operator) {
    case '$eq':
      return oneOf([operand], comparison, field);
    case '$ne':
      return not(oneOf([operand], comparison, field));
    case '$in':
      return oneOf(operand as readonly unknown[], comparison, field);
    case '$nin':
      return not(oneOf(operand as readonly unknown[], comparison, field));
    case '$lt':
    case '$lte':
    case '$gt':
    case '$gte':
      return ordered(operator.slice(1) as Order, comparison, field);
    default:
      return refuseComparison(comparison, 'this operator does not apply to a field that holds one value.');
  }
}

/**
 * {@link scalarPredicate} for a table, where every row has every column: the instance made of it has the field, if
 * only as null.
 */
export function columnPredicate(comparison: Comparison, field: ScalarField): Predicate {
  if (comparison.operator === '$exists') return comparison.operand === true ? ALWAYS : NEVER;
  return scalarPredicate(comparison, field);
}

type Order = Exclude<PredicateOperator, 'eq'>;

function compare(field: string, operator: PredicateOperator, value: unknown): Predicate {
  return { type: 'compare', field, operator, value };
}

function oneOf(operands: readonly unknown[], comparison: Comparison, shape: ScalarField): Predicate {
  const { field } = comparison;
  const values = operands
    .map((operand) => storedValue(operand, comparison, shape))
    .filter((value) => value !== undefined);
  if (shape.kind === 'timestamp') return or(values.map((value) => sameMillisecond(field, value as Date)));
  if (values.length > 1) return { type: 'in', field, values };
  return values.length === 0 ? NEVER : compare(field, 'eq', values[0]);
}

/** A program gets 12:00:00.123 for what the database has as 12:00:00.123456. */
function sameMillisecond(field: string, date: Date): Predicate {
  return and([compare(field, 'gte', date), compare(field, 'lt', new Date(date.getTime() + 1))]);
}

function ordered(order: Order, comparison: Comparison, { kind }: ScalarField): Predicate {
  const { field, operand, rule } = comparison;
  const bound = operand instanceof Date ? operand.getTime() : (operand as string | number);
  if (kind === 'string' && typeof bound === 'string') {
    return refuseComparison(comparison, 'databases order text in other ways than JavaScript does.');
  }
  const hasOrder = kind !== 'string' && kind !== 'boolean' && kind !== 'objectId';
  if (!hasOrder || typeof bound === 'string') {
    // No order among these values: no match for a rule that allows, a match for one that forbids.
    return rule.effect === 'forbid' ? { type: 'present', field } : NEVER;
  }
  if (kind === 'number') return compare(field, order, bound);
  return kind === 'float'
    ? orderedFloats(order, bound, comparison)
    : orderedWhole(order, bound, comparison, kind);
}

/** PostgreSQL takes NaN for greater than every number. It has no order, so only a rule that forbids matches it. */
function orderedFloats(order: Order, bound: number, { field, rule }: Comparison): Predicate {
  const inOrder = compare(field, order, bound);
  const isNotANumber = compare(field, 'eq', Number.NaN);
  return rule.effect === 'forbid' ? or([inOrder, isNotANumber]) : and([inOrder, not(isNotANumber)]);
}

/** Among whole numbers, x < 1.5 is x < 2, and x <= 1.5 is x <= 1. */
function orderedWhole(order: Order, bound: number, comparison: Comparison, kind: ScalarKind): Predicate {
  const { field } = comparison;
  const limit = order === 'lt' || order === 'gte' ? Math.ceil(bound) : Math.floor(bound);
  if (kind === 'integer') {
    if (isInt32(limit)) return compare(field, order, limit);
    return limit > 0 === (order === 'lt' || order === 'lte') ? { type: 'present', field } : NEVER;
  }
  if (kind === 'bigint') {
    if (!Number.isSafeInteger(limit)) refuseComparison(comparison, 'the number is too large to be exact.');
    return compare(field, order, BigInt(limit));
  }
  if (kind === 'timestamp' && (order === 'lte' || order === 'gt')) {
    // All the times within a millisecond are that millisecond in an instance.
    return compare(field, order === 'lte' ? 'lt' : 'gte', storedDate(limit + 1, comparison));
  }
  return compare(field, order, storedDate(limit, comparison));
}
