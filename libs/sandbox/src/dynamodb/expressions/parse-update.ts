import { validationError } from '../dynamodb-error.js';
import { type AttributeValue, isSet } from '../values/attribute-value.js';
import { refuseOverlaps } from './document-path.js';
import { ExpressionReader } from './expression-reader.js';
import type { Placeholders } from './placeholders.js';
import type { UpdateAction, UpdateOperand } from './update.js';

const KIND = 'UpdateExpression';
const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
const FUNCTIONS = ['if_not_exists', 'list_append'];

/** Parses an update expression. Throws a `DynamoDbError`. */
export function parseUpdate(expression: string, placeholders: Placeholders): UpdateAction[] {
  const reader = new ExpressionReader(KIND, expression, placeholders);
  const actions: UpdateAction[] = [];
  const seen = new Set<string>();
  while (!reader.isAtEnd()) {
    const clause = reader.takesOneOf(CLAUSES);
    if (clause === undefined) throw reader.unexpected();
    if (seen.has(clause)) {
      throw validationError(
        `Invalid ${KIND}: The "${clause}" section can only be used once in an update expression;`,
      );
    }
    seen.add(clause);
    do actions.push(READERS[clause](reader));
    while (reader.takes(','));
  }
  refuseOverlaps(
    KIND,
    actions.map(({ path }) => path),
  );
  return actions;
}

const READERS: Readonly<Record<(typeof CLAUSES)[number], (reader: ExpressionReader) => UpdateAction>> = {
  SET: (reader) => {
    const path = reader.path();
    reader.expect('=');
    return { kind: 'set', path, operand: operand(reader) };
  },
  REMOVE: (reader) => ({ kind: 'remove', path: reader.path() }),
  ADD: (reader) => {
    const path = reader.path();
    const value = requireValue(reader);
    if (value.type !== 'N' && !isSet(value)) throw wrongOperand('ADD', value);
    return { kind: 'add', path, value };
  },
  DELETE: (reader) => {
    const path = reader.path();
    const value = requireValue(reader);
    if (!isSet(value)) throw wrongOperand('DELETE', value);
    return { kind: 'delete', path, value };
  },
};

function operand(reader: ExpressionReader): UpdateOperand {
  const left = term(reader);
  const sign = reader.takesOneOf(['+', '-']);
  if (sign === undefined) return left;
  return { kind: sign === '+' ? 'plus' : 'minus', left, right: term(reader) };
}

function term(reader: ExpressionReader): UpdateOperand {
  const value = reader.value();
  if (value !== undefined) return { kind: 'value', value };
  const name = reader.functionName(FUNCTIONS);
  if (name === undefined) return { kind: 'path', path: reader.path() };
  const call = name === 'list_append' ? listAppend(reader) : ifNotExists(reader);
  reader.expect(')');
  return call;
}

function listAppend(reader: ExpressionReader): UpdateOperand {
  const left = term(reader);
  reader.expect(',');
  return { kind: 'list_append', left, right: term(reader) };
}

function ifNotExists(reader: ExpressionReader): UpdateOperand {
  const path = reader.path();
  reader.expect(',');
  return { kind: 'if_not_exists', path, otherwise: operand(reader) };
}

function requireValue(reader: ExpressionReader): AttributeValue {
  const value = reader.value();
  if (value === undefined) throw reader.unexpected();
  return value;
}

const TYPE_NAMES: Readonly<Record<AttributeValue['type'], string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
  SS: 'STRING SET',
  NS: 'NUMBER SET',
  BS: 'BINARY SET',
};

const wrongOperand = (operator: string, { type }: AttributeValue): Error =>
  validationError(
    `Invalid ${KIND}: Incorrect operand type for operator or function; operator: ${operator}, ` +
      `operand type: ${TYPE_NAMES[type]}`,
  );
