import { validationError } from '../dynamodb-error.js';
import type { AttributeType } from '../values/attribute-value.js';
import { COMPARATORS, type Condition, type Operand } from './condition.js';
import { ExpressionReader } from './expression-reader.js';
import type { Placeholders } from './placeholders.js';

const FUNCTIONS = [
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
];
const TYPES: readonly string[] = [
  'S',
  'N',
  'B',
  'BOOL',
  'NULL',
  'L',
  'M',
  'SS',
  'NS',
  'BS',
] satisfies AttributeType[];
const MOST_CHOICES = 100;
const DEEPEST = 100;

/** Parses a condition, filter or key condition expression. Throws a `DynamoDbError`. */
export function parseCondition(kind: string, expression: string, placeholders: Placeholders): Condition {
  const reader = new ExpressionReader(kind, expression, placeholders);
  const condition = either(reader, 0);
  reader.end();
  return condition;
}

/** NOT binds closer than AND, and AND closer than OR. */
function either(reader: ExpressionReader, depth: number): Condition {
  let left = both(reader, depth);
  while (reader.takes('OR')) left = { kind: 'or', left, right: both(reader, depth) };
  return left;
}

function both(reader: ExpressionReader, depth: number): Condition {
  let left = negation(reader, depth);
  while (reader.takes('AND')) left = { kind: 'and', left, right: negation(reader, depth) };
  return left;
}

function negation(reader: ExpressionReader, depth: number): Condition {
  if (depth > DEEPEST) {
    throw validationError(
      `Invalid ${reader.kind}: The expression is nested more than ${DEEPEST} levels deep;`,
    );
  }
  if (reader.takes('NOT')) return { kind: 'not', condition: negation(reader, depth + 1) };
  if (reader.takes('(')) {
    const inner = either(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  const name = reader.functionName(FUNCTIONS);
  if (name !== undefined && name !== 'size') return call(reader, name);
  return comparison(reader, name === 'size' ? size(reader) : operand(reader));
}

function call(reader: ExpressionReader, name: string): Condition {
  const condition = named(reader, name);
  reader.expect(')');
  return condition;
}

function named(reader: ExpressionReader, name: string): Condition {
  if (name === 'attribute_exists') return { kind: 'exists', path: reader.path() };
  if (name === 'attribute_not_exists') {
    return { kind: 'not', condition: { kind: 'exists', path: reader.path() } };
  }
  if (name === 'attribute_type') {
    const path = reader.path();
    reader.expect(',');
    return { kind: 'type', path, type: attributeType(reader) };
  }
  const searched = operand(reader);
  reader.expect(',');
  return { kind: name as 'begins_with' | 'contains', operand: searched, part: operand(reader) };
}

function attributeType(reader: ExpressionReader): AttributeType {
  const value = reader.value();
  if (value?.type !== 'S' || !TYPES.includes(value.value)) {
    throw validationError(
      `Invalid ${reader.kind}: Invalid attribute type name found; type: ${value?.type === 'S' ? value.value : ''}, ` +
        `valid types: {${[...TYPES].sort().join(',')}}`,
    );
  }
  return value.value as AttributeType;
}

function comparison(reader: ExpressionReader, left: Operand): Condition {
  if (reader.takes('BETWEEN')) {
    const low = operand(reader);
    reader.expect('AND');
    return { kind: 'between', operand: left, low, high: operand(reader) };
  }
  if (reader.takes('IN')) return { kind: 'in', operand: left, choices: choices(reader) };
  const comparator = reader.takesOneOf(COMPARATORS);
  if (comparator === undefined) throw reader.unexpected();
  return { kind: 'compare', comparator, left, right: operand(reader) };
}

function choices(reader: ExpressionReader): Operand[] {
  reader.expect('(');
  const list = [operand(reader)];
  while (reader.takes(',')) list.push(operand(reader));
  reader.expect(')');
  if (list.length > MOST_CHOICES) {
    throw validationError(
      `Invalid ${reader.kind}: The IN operator is provided with too many operands; number of operands: ${list.length}`,
    );
  }
  return list;
}

function operand(reader: ExpressionReader): Operand {
  const value = reader.value();
  if (value !== undefined) return { kind: 'value', value };
  return reader.functionName(['size']) === undefined ? { kind: 'path', path: reader.path() } : size(reader);
}

function size(reader: ExpressionReader): Operand {
  const path = reader.path();
  reader.expect(')');
  return { kind: 'size', path };
}
