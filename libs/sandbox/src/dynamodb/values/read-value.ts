import { isRecord } from '../../option-check.js';
import { invalidParameters, serializationError, validationError } from '../dynamodb-error.js';
import type { AttributeValue, Item } from './attribute-value.js';
import { readNumber } from './read-number.js';

const DEEPEST = 32;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads an item as it is sent. Throws a `DynamoDbError` for anything else. */
export function readItem(sent: unknown, name: string): Item {
  if (!isRecord(sent)) throw serializationError(`${name} must be a map of attribute values.`);
  return readMap(sent, 0);
}

function readMap(sent: Readonly<Record<string, unknown>>, depth: number): Item {
  return new Map(Object.entries(sent).map(([key, value]) => [key, readValue(value, depth + 1)]));
}

/** Reads a value as it is sent, such as `{ "S": "text" }`. Throws a `DynamoDbError` for anything else. */
export function readValue(sent: unknown, depth = 0): AttributeValue {
  if (depth > DEEPEST) throw validationError('Nesting Levels have exceeded supported limits');
  if (!isRecord(sent)) throw serializationError('An attribute value must be an object with its type.');
  const types = Object.keys(sent);
  const [type] = types;
  if (type === undefined || !Object.hasOwn(READERS, type)) {
    throw validationError(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    );
  }
  if (types.length > 1) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return READERS[type as keyof typeof READERS](sent[type], depth);
}

const READERS = {
  S: (sent: unknown): AttributeValue => ({ type: 'S', value: text(sent) }),
  N: (sent: unknown): AttributeValue => ({ type: 'N', value: readNumber(text(sent)) }),
  B: (sent: unknown): AttributeValue => ({ type: 'B', value: binary(sent) }),
  BOOL: (sent: unknown): AttributeValue => {
    if (typeof sent !== 'boolean') throw serializationError('A BOOL must be true or false.');
    return { type: 'BOOL', value: sent };
  },
  NULL: (sent: unknown): AttributeValue => {
    if (sent !== true) throw invalidParameters('Null attribute value types must have the value of true');
    return { type: 'NULL', value: true };
  },
  M: (sent: unknown, depth: number): AttributeValue => {
    if (!isRecord(sent)) throw serializationError('An M must be a map.');
    return { type: 'M', value: readMap(sent, depth) };
  },
  L: (sent: unknown, depth: number): AttributeValue => ({
    type: 'L',
    value: list(sent).map((member) => readValue(member, depth + 1)),
  }),
  SS: (sent: unknown): AttributeValue => ({ type: 'SS', value: members(sent, 'string', text) }),
  NS: (sent: unknown): AttributeValue => ({
    type: 'NS',
    value: members(sent, 'number', (member) => readNumber(text(member))),
  }),
  BS: (sent: unknown): AttributeValue => ({
    type: 'BS',
    value: members(sent, 'binary', (member) => binary(member).toString('base64')),
  }),
};

function text(sent: unknown): string {
  if (typeof sent !== 'string')
    throw serializationError('A string, a number and a binary are sent as strings.');
  return sent;
}

function binary(sent: unknown): Buffer {
  const encoded = text(sent);
  if (!BASE64.test(encoded)) throw serializationError('A binary must be sent in base64.');
  return Buffer.from(encoded, 'base64');
}

function list(sent: unknown): readonly unknown[] {
  if (!Array.isArray(sent)) throw serializationError('A list and a set are sent as arrays.');
  return sent;
}

function members(sent: unknown, kind: string, read: (member: unknown) => string): readonly string[] {
  const all = list(sent).map(read);
  if (all.length === 0) throw invalidParameters(`An ${kind} set  may not be empty`);
  if (new Set(all).size < all.length) {
    throw invalidParameters(`Input collection [${all.join(', ')}] contains duplicates.`);
  }
  return all;
}
