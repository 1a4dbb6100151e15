import {
  ALWAYS,
  predicateOfRules,
  type Predicate,
  type PredicateOperator,
} from '../policies/accessible-rules-predicate.js';
import { refuseComparison } from '../policies/accessible-rules.js';
import { columnPredicate } from '../policies/accessible-rules-scalar.js';
import type { AccessibleFilter } from '../policies/index.js';
import type { PrismaField, PrismaModel } from './prisma-model.js';

type Fields = ReadonlyMap<string, PrismaField>;

/**
 * The `where` of the rows a caller may use: exactly those that `decide` allows one by one.
 *
 * It has one member, `AND`. Join it to conditions of your own by `{ AND: [prismaWhere(...), yours] }`: spreading both
 * into one object lets one overwrite the other.
 *
 * @throws ConfigurationError if a rule names a field that is not declared, or cannot be expressed exactly: it names
 * the rule, the field and the operator.
 * @throws PolicyFailureError if a policy failed.
 *
 * @example
 * ```ts
 * import type { AccessibleFilter } from 'castellan';
 * import { prismaModel, prismaWhere } from 'castellan/prisma';
 *
 * const articles = prismaModel<{ title: string; published: boolean }>({
 *   provider: 'postgresql',
 *   fields: { published: 'Boolean' },
 * });
 *
 * export function search(readable: AccessibleFilter, title: string) {
 *   return { where: { AND: [prismaWhere(readable, articles), { title }] } };
 * }
 * ```
 */
export function prismaWhere<Where>(filter: AccessibleFilter, model: PrismaModel<Where>): Where {
  const { fields } = model;
  const predicate = predicateOfRules(filter.rules, (comparison) => {
    const field = fields.get(comparison.field);
    if (field === undefined) {
      return refuseComparison(
        comparison,
        'the field is not declared. Relations and JSON cannot be compared exactly.',
      );
    }
    const compared = columnPredicate(comparison, field);
    return compared.type === 'present' && !field.nullable ? ALWAYS : compared;
  });
  return { AND: [toWhere(predicate, fields)] } as Where;
}

const OPERATORS: Readonly<Record<PredicateOperator, string>> = {
  eq: 'equals',
  lt: 'lt',
  lte: 'lte',
  gt: 'gt',
  gte: 'gte',
};

function toWhere(predicate: Predicate, fields: Fields): object {
  switch (predicate.type) {
    case 'constant':
      return predicate.value ? { NOT: noRow(fields) } : noRow(fields);
    case 'and':
      return { AND: predicate.members.map((member) => toWhere(member, fields)) };
    case 'or':
      return { OR: predicate.members.map((member) => toWhere(member, fields)) };
    case 'not':
      return { NOT: toWhere(predicate.member, fields) };
    case 'present':
      return isPresent(predicate.field);
    case 'compare': {
      const { field, operator, value } = predicate;
      return whereHeld(field, { [OPERATORS[operator]]: value }, fields);
    }
    case 'in': {
      const { field, values } = predicate;
      if (!isBoolean(field, fields)) return whereHeld(field, { in: values }, fields);
      return { OR: values.map((value) => whereHeld(field, { equals: value }, fields)) };
    }
    case 'native':
      return predicate.query;
  }
}

/**
 * Prisma drops an empty `OR` or `AND` that stands inside another condition: what should match nothing would match
 * everything.
 */
function noRow(fields: Fields): object {
  const [name = ''] = fields.keys();
  if (!isBoolean(name, fields)) return { [name]: { in: [] } };
  return { AND: [true, false].map((value) => whereHeld(name, { equals: value }, fields)) };
}

/** Prisma has no `in` for these. */
function isBoolean(name: string, fields: Fields): boolean {
  return fields.get(name)?.kind === 'boolean';
}

/** A comparison with NULL is unknown, and so is its negation, which is true in memory. */
function whereHeld(name: string, condition: object, fields: Fields): object {
  const where = { [name]: condition };
  return fields.get(name)?.nullable === false ? where : { AND: [isPresent(name), where] };
}

function isPresent(name: string): object {
  return { [name]: { not: null } };
}
