import { validationError } from '../dynamodb-error.js';
import { pathsOf } from '../expressions/condition.js';
import { checkKey, keyOf, keyValueText } from '../tables/item-key.js';
import type { Table } from '../tables/table.js';
import { type IndexSchema, keyNames, type KeySchema } from '../tables/table-schema.js';
import type { AttributeValue, Item } from '../values/attribute-value.js';
import type { QueryRequest } from './query-request.js';

/** What a query reads: a table, or one of its indexes. */
export interface QuerySource {
  readonly table: Table;
  readonly index: IndexSchema | undefined;
  /** Of the index if there is one, else of the table. */
  readonly key: KeySchema;
}

/** Throws a `DynamoDbError` if the table has no such index, or it cannot give what is asked for. */
export function querySource(table: Table, request: QueryRequest): QuerySource {
  const { indexName } = request;
  if (indexName === undefined) return { table, index: undefined, key: table.schema.key };
  const index = table.schema.indexes.find((candidate) => candidate.indexName === indexName);
  if (index === undefined) {
    throw validationError(`The table does not have the specified index: ${indexName}`);
  }
  if (index.kind === 'global') checkGlobalIndex(index, request);
  return { table, index, key: index.key };
}

function checkGlobalIndex(
  { indexName, projection }: IndexSchema,
  { consistent, select }: QueryRequest,
): void {
  if (consistent) throw validationError('Consistent reads are not supported on global secondary indexes');
  if (select === 'ALL_ATTRIBUTES' && projection.type !== 'ALL') {
    throw validationError(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary ` +
        `index ${indexName} because its projection type is not ALL`,
    );
  }
}

/** Throws a `DynamoDbError` for a filter on a key, which belongs into the key condition. */
export function checkFilter({ key }: QuerySource, { filter }: QueryRequest): void {
  const names = keyNames(key);
  const onKey = filter === undefined ? undefined : pathsOf(filter).find(([name]) => names.includes(name));
  if (onKey === undefined) return;
  throw validationError(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${onKey[0]}`,
  );
}

/** Throws a `DynamoDbError` for a start that is no key of the source, or that lies in another partition. */
export function checkStartKey(source: QuerySource, startKey: Item, partition: AttributeValue): void {
  const { table, key } = source;
  const expected = new Set([...keyNames(table.schema.key), ...keyNames(key)]);
  const named = [...startKey.keys()];
  if (named.length !== expected.size || !named.every((name) => expected.has(name))) throw invalidStart();
  try {
    checkKey(keyOf(startKey, table.schema.key), table.schema.key);
    checkKey(keyOf(startKey, key), key);
  } catch {
    throw invalidStart();
  }
  if (keyValueText(startKey.get(key.partition.name)) !== keyValueText(partition)) {
    throw validationError(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
}

const invalidStart = (): Error => validationError('The provided starting key is invalid');

/** What of an item the source has: an index may hold some attributes only. A local index gets the rest if asked. */
export function sourceItem({ table, index, key }: QuerySource, item: Item, request: QueryRequest): Item {
  if (index === undefined || index.projection.type === 'ALL') return item;
  if (index.kind === 'local' && ['ALL_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES'].includes(request.select))
    return item;
  const kept = new Set([
    ...keyNames(table.schema.key),
    ...keyNames(key),
    ...(index.projection.type === 'INCLUDE' ? index.projection.attributes : []),
  ]);
  return new Map([...item].filter(([name]) => kept.has(name)));
}
