import { tableNotFound } from '../dynamodb-error.js';
import type { Condition } from '../expressions/condition.js';
import { conditionHolds } from '../expressions/evaluate-condition.js';
import { readKeyCondition } from '../expressions/key-condition.js';
import { project } from '../expressions/projection.js';
import { keyOf } from '../tables/item-key.js';
import { compareByKeys } from '../tables/item-order.js';
import type { AttributeValue, Item } from '../values/attribute-value.js';
import { equalValues } from '../values/compare-values.js';
import { itemSize } from '../values/item-size.js';
import { writeItem } from '../values/write-value.js';
import { accessKeys } from './access-keys.js';
import { consumedCapacity, readUnits } from './capacity.js';
import type { Input, Operation, OperationContext } from './operation.js';
import { type QueryRequest, readQuery } from './query-request.js';
import { checkFilter, checkStartKey, querySource, type QuerySource, sourceItem } from './query-source.js';

/** A page holds as much as DynamoDB reads at once: 1 MB. */
const MOST_PAGE_BYTES = 1024 * 1024;

export const query: Operation = {
  parameters: [
    'TableName',
    'IndexName',
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
    'ExpressionAttributeNames',
    'ExpressionAttributeValues',
    'Select',
    'ConsistentRead',
    'ScanIndexForward',
    'Limit',
    'ExclusiveStartKey',
    'ReturnConsumedCapacity',
  ],
  perform(input, context) {
    const request = readQuery(input);
    const { source, partition, sort } = authorizedSource(input, request, context);
    checkFilter(source, request);
    if (request.startKey !== undefined) checkStartKey(source, request.startKey, partition);
    const found = candidates(source, request, partition, sort);
    const page = pageOf(found, request.limit);
    const items = page.items
      .map((item) => sourceItem(source, item, request))
      .filter((item) => request.filter === undefined || conditionHolds(request.filter, item));
    const last = page.isLast ? undefined : page.items.at(-1);
    return {
      ...(request.select !== 'COUNT' && { Items: items.map((item) => writeItem(shown(item, request))) }),
      Count: items.length,
      ScannedCount: page.items.length,
      ...(last !== undefined && {
        LastEvaluatedKey: writeItem(keyOf(last, source.table.schema.key, source.key)),
      }),
      ...consumedCapacity(input, request.tableName, readUnits(page.bytes, request.consistent)),
    };
  },
};

interface Authorized {
  readonly source: QuerySource;
  readonly partition: AttributeValue;
  readonly sort: Condition | undefined;
}

/** The permission is asked for with the key of what is queried; without a table no key can be named. */
function authorizedSource(
  input: Input,
  request: QueryRequest,
  { tables, arn, require }: OperationContext,
): Authorized {
  const { tableName, indexName, attributes, select } = request;
  const resource = arn(`table/${tableName}${indexName === undefined ? '' : `/index/${indexName}`}`);
  const table = tables.find(tableName);
  if (table === undefined) {
    require(resource, accessKeys({ input, leading: undefined, attributes, select }));
    throw tableNotFound();
  }
  const source = querySource(table, request);
  const { key } = source;
  const { partition, sort } = readKeyCondition(request.keyCondition, key);
  const item = new Map([[key.partition.name, partition]]);
  require(resource, accessKeys({ input, leading: { key, item }, attributes, select }));
  return { source, partition, sort };
}

/** The items that fit the keys, from the start on. */
function candidates(
  { table, key }: QuerySource,
  { forward, startKey }: QueryRequest,
  partition: AttributeValue,
  sort: Condition | undefined,
): Item[] {
  const isWanted = (item: Item): boolean => {
    const value = item.get(key.partition.name);
    return (
      value !== undefined &&
      equalValues(value, partition) &&
      (sort === undefined || conditionHolds(sort, item))
    );
  };
  const found = table.sorted(key, isWanted);
  if (!forward) found.reverse();
  if (startKey === undefined) return found;
  const compare = compareByKeys(key, table.schema.key);
  return found.filter((item) => (forward ? compare(item, startKey) > 0 : compare(item, startKey) < 0));
}

interface Page {
  readonly items: readonly Item[];
  readonly bytes: number;
  /** False if the page ends at its limit, even where nothing is left behind it. */
  readonly isLast: boolean;
}

function pageOf(found: readonly Item[], limit = Infinity): Page {
  let bytes = 0;
  for (const [index, item] of found.entries()) {
    bytes += itemSize(item);
    if (index + 1 >= limit || bytes > MOST_PAGE_BYTES) {
      return { items: found.slice(0, index + 1), bytes, isLast: false };
    }
  }
  return { items: found, bytes, isLast: true };
}

const shown = (item: Item, { paths }: QueryRequest): Item =>
  paths === undefined ? item : project(item, paths);
