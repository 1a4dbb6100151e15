import { invalidParameters, validationError } from '../dynamodb-error.js';
import type { AttributeValue, Item } from '../values/attribute-value.js';
import { type KeyAttribute, keyAttributes, type KeySchema } from './table-schema.js';

const LONGEST_PARTITION_KEY = 2048;
const LONGEST_SORT_KEY = 1024;

/** Text that is the same for equal keys and for no others. */
export const keyText = (item: Item, key: KeySchema): string =>
  JSON.stringify(keyAttributes(key).map(({ name }) => keyValueText(item.get(name))));

/** A key's value as text: for `dynamodb:LeadingKeys`, binary values in base64. */
export function keyValueText(value: AttributeValue | undefined): string {
  if (value?.type === 'B') return value.value.toString('base64');
  return value?.type === 'S' || value?.type === 'N' ? value.value : '';
}

/** The key attributes of an item alone. */
export const keyOf = (item: Item, ...keys: readonly KeySchema[]): Item =>
  new Map(
    keys.flatMap(keyAttributes).flatMap(({ name }) => {
      const value = item.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** Whether an item has all attributes of an index's key, in their types. Only such an item is in the index. */
export const isIndexed = (item: Item, key: KeySchema): boolean =>
  keyAttributes(key).every(({ name, type }) => item.get(name)?.type === type);

/** Throws a `DynamoDbError` unless an item has the whole key of its table, and no wrong type for an index. */
export function checkItemKey(item: Item, key: KeySchema, indexKeys: readonly KeySchema[]): void {
  for (const attribute of keyAttributes(key)) {
    const value = item.get(attribute.name);
    if (value === undefined) throw invalidParameters(`Missing the key ${attribute.name} in the item`);
    if (value.type !== attribute.type) throw typeMismatch(attribute, value, '');
  }
  checkKeyValues(item, key);
  for (const attribute of indexKeys.flatMap(keyAttributes)) {
    const value = item.get(attribute.name);
    if (value !== undefined && value.type !== attribute.type) throw typeMismatch(attribute, value, ' index');
  }
}

const typeMismatch = ({ name, type }: KeyAttribute, value: AttributeValue, where: string): Error =>
  invalidParameters(`Type mismatch for${where} key ${name} expected: ${type} actual: ${value.type}`);

/** Throws a `DynamoDbError` unless a `Key` has the attributes of the key and nothing else. */
export function checkKey(given: Item, key: KeySchema): void {
  const attributes = keyAttributes(key);
  const fits = attributes.every(({ name, type }) => given.get(name)?.type === type);
  if (given.size !== attributes.length || !fits) {
    throw validationError('The provided key element does not match the schema');
  }
  checkKeyValues(given, key);
}

function checkKeyValues(item: Item, { partition, sort }: KeySchema): void {
  checkKeyValue(item, partition, LONGEST_PARTITION_KEY, 'hashkey');
  if (sort !== undefined) checkKeyValue(item, sort, LONGEST_SORT_KEY, 'rangekey');
}

function checkKeyValue(item: Item, { name }: KeyAttribute, longest: number, what: string): void {
  const value = item.get(name);
  if (value?.type !== 'S' && value?.type !== 'B') return;
  const size = value.type === 'S' ? Buffer.byteLength(value.value) : value.value.length;
  if (size === 0) {
    const kind = value.type === 'S' ? 'string' : 'binary';
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ` +
        `${kind} value. Key: ${name}`,
    );
  }
  if (size > longest) {
    throw invalidParameters(`Size of ${what} has exceeded the maximum size limit of ${longest} bytes`);
  }
}
