import { readItem } from '../values/read-value.js';
import { itemSize } from '../values/item-size.js';
import { writeItem } from '../values/write-value.js';
import { parseProjection, project } from '../expressions/projection.js';
import { tableNotFound } from '../dynamodb-error.js';
import { checkKey } from '../tables/item-key.js';
import { accessKeys } from './access-keys.js';
import { consumedCapacity, readUnits } from './capacity.js';
import { placeholdersOf } from './expressions-of-request.js';
import type { Operation } from './operation.js';
import { optionalBoolean, optionalString, tableNameOf } from './parameters.js';

export const getItem: Operation = {
  parameters: [
    'TableName',
    'Key',
    'ConsistentRead',
    'ProjectionExpression',
    'ExpressionAttributeNames',
    'ReturnConsumedCapacity',
  ],
  perform(input, { tables, arn, require }) {
    const tableName = tableNameOf(input);
    const key = readItem(input.Key, 'Key');
    const consistent = optionalBoolean(input, 'ConsistentRead') ?? false;
    const placeholders = placeholdersOf(input, ['ProjectionExpression']);
    const expression = optionalString(input, 'ProjectionExpression');
    const paths = expression === undefined ? undefined : parseProjection(expression, placeholders);
    placeholders.requireAllUsed();

    const table = tables.find(tableName);
    require(arn(`table/${tableName}`), accessKeys({
      input,
      leading: table && { key: table.schema.key, item: key },
      attributes: [...key.keys(), ...(paths ?? []).map(([name]) => name)],
      select: paths === undefined ? 'ALL_ATTRIBUTES' : 'SPECIFIC_ATTRIBUTES',
    }));
    if (table === undefined) throw tableNotFound();
    checkKey(key, table.schema.key);
    const item = table.get(key);
    const units = readUnits(item === undefined ? 0 : itemSize(item), consistent);
    const shown = item !== undefined && paths !== undefined ? project(item, paths) : item;
    return {
      ...(shown !== undefined && { Item: writeItem(shown) }),
      ...consumedCapacity(input, tableName, units),
    };
  },
};
