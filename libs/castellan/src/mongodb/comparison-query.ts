import {
  ALWAYS,
  NEVER,
  predicateOfConditions,
  type Predicate,
} from '../policies/accessible-rules-predicate.js';
import { refuseComparison, type Comparison } from '../policies/accessible-rules.js';
import { scalarPredicate } from '../policies/accessible-rules-scalar.js';
import type { Conditions } from '../policies/index.js';
import { toQuery } from './predicate-query.js';
import type { MongoQuery, StoredField, StoredFields, StoredKind } from './stored-field.js';

type MongoPredicate = Predicate<MongoQuery>;

/** Finds the field a comparison is about. @throws ConfigurationError if it is not declared or cannot be compared. */
export function comparedField(comparison: Comparison, fields: StoredFields): StoredField {
  const { field: path } = comparison;
  const field = fields.get(path);
  if (field?.type === 'refused') return refuseComparison(comparison, `${field.reason}.`);
  if (field !== undefined) return field;
  const list = [...fields].find(
    ([name, { type }]) => type === 'documents' && path.startsWith(`${name}.`),
  )?.[0];
  return refuseComparison(
    comparison,
    list === undefined
      ? 'the field is not declared.'
      : `it leads into the list "${list}". Write { "${list}": { $elemMatch: { ... } } }.`,
  );
}

/** Turns one comparison into a predicate, or refuses it. */
export function comparisonPredicate(comparison: Comparison, fields: StoredFields): MongoPredicate {
  const field = comparedField(comparison, fields);
  const { field: path, operator, operand } = comparison;
  if (operator === '$exists') return native({ [path]: { $exists: operand } });
  switch (field.type) {
    case 'one':
      return operator === '$regex' ? pattern(comparison, field.kind) : scalarPredicate(comparison, field);
    case 'list':
      return listPredicate(comparison, field.kind);
    case 'documents':
      if (operator === '$size') return native({ [path]: { $size: operand } });
      if (operator === '$elemMatch') return documentPredicate(comparison, field.fields);
      return refuseComparison(comparison, 'the field holds a list of documents. Use $elemMatch.');
    case 'refused':
      return NEVER;
  }
}

const OTHER_TYPE = 'the value has another type than the members of the list.';

function native(query: MongoQuery): MongoPredicate {
  return { type: 'native', query };
}

function listPredicate(comparison: Comparison, kind: StoredKind): MongoPredicate {
  const { field: path, operator, operand } = comparison;
  switch (operator) {
    case '$size':
      return native({ [path]: { $size: operand } });
    case '$regex':
      return pattern(comparison, kind);
    case '$all': {
      const members = (operand as readonly unknown[]).map((member) =>
        scalarPredicate<MongoQuery>({ ...comparison, operator: '$eq', operand: member }, { kind }),
      );
      return members.includes(NEVER) ? NEVER : { type: 'and', members };
    }
    case '$elemMatch':
      return memberPredicate(comparison, kind);
    default: {
      const predicate = scalarPredicate<MongoQuery>(comparison, { kind });
      if (predicate.type !== 'present') return predicate;
      return refuseComparison(comparison, OTHER_TYPE);
    }
  }
}

/** One member of a list that fulfils all operators. */
function memberPredicate(comparison: Comparison, kind: StoredKind): MongoPredicate {
  const operators: Record<string, unknown> = {};
  for (const [operator, operand] of Object.entries(comparison.operand as object)) {
    const part = { ...comparison, operator, operand: operand as unknown };
    const predicate =
      operator === '$regex' ? pattern(part, kind) : scalarPredicate<MongoQuery>(part, { kind });
    if (predicate === NEVER) return NEVER;
    if (predicate !== ALWAYS) operators[operator] = operandOf(predicate, part);
  }
  const { field: path } = comparison;
  const anyMember = Object.keys(operators).length === 0;
  return native(anyMember ? { [`${path}.0`]: { $exists: true } } : { [path]: { $elemMatch: operators } });
}

/** The operand of the same operator, without the values that no member can equal. */
function operandOf(predicate: MongoPredicate, comparison: Comparison): unknown {
  const inner = predicate.type === 'not' ? predicate.member : predicate;
  const isList = comparison.operator === '$in' || comparison.operator === '$nin';
  if (inner.type === 'in') return inner.values;
  if (inner.type === 'compare') return isList ? [inner.value] : inner.value;
  if (inner.type === 'native') return comparison.operand;
  return refuseComparison(comparison, OTHER_TYPE);
}

/** One document of a list that fulfils all conditions. */
function documentPredicate(comparison: Comparison, fields: StoredFields): MongoPredicate {
  const { field: path, rule, operand } = comparison;
  const predicate = predicateOfConditions(rule, operand as Conditions, (inner) =>
    comparisonPredicate(inner, fields),
  );
  if (predicate === NEVER) return NEVER;
  return native(
    predicate === ALWAYS
      ? { [`${path}.0`]: { $exists: true } }
      : { [path]: { $elemMatch: toQuery(predicate) } },
  );
}

/** Text that JavaScript and the PCRE of MongoDB read alike. */
const PLAIN_PATTERN = /^\^?(?:[\w ,:;@#%&="'<>~-]|\\[./-])+$/;

function pattern(comparison: Comparison, kind: StoredKind): MongoPredicate {
  const { source, flags } = comparison.operand as RegExp;
  if (flags !== '' || !PLAIN_PATTERN.test(source)) {
    refuseComparison(
      comparison,
      'only plain text is read alike by JavaScript and MongoDB, with ^ before it perhaps, and without flags.',
    );
  }
  return kind === 'string' ? native({ [comparison.field]: { $regex: comparison.operand } }) : NEVER;
}
