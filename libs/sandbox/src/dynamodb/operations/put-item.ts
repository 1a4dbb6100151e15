import { tableNotFound, validationError } from '../dynamodb-error.js';
import { pathsOf } from '../expressions/condition.js';
import { checkItemKey } from '../tables/item-key.js';
import { itemSize } from '../values/item-size.js';
import { readItem } from '../values/read-value.js';
import { writeItem } from '../values/write-value.js';
import { accessKeys } from './access-keys.js';
import { consumedCapacity, writeUnits } from './capacity.js';
import { optionalCondition, placeholdersOf } from './expressions-of-request.js';
import type { Operation } from './operation.js';
import { choice, tableNameOf } from './parameters.js';
import { checkCondition } from './write-condition.js';

/** The largest item: 400 KB. */
export const MOST_ITEM_BYTES = 400 * 1024;

export const putItem: Operation = {
  parameters: [
    'TableName',
    'Item',
    'ConditionExpression',
    'ExpressionAttributeNames',
    'ExpressionAttributeValues',
    'ReturnValues',
    'ReturnValuesOnConditionCheckFailure',
    'ReturnConsumedCapacity',
  ],
  perform(input, { tables, arn, require }) {
    const tableName = tableNameOf(input);
    const item = readItem(input.Item, 'Item');
    const returns = choice(input, 'ReturnValues', ['NONE', 'ALL_OLD']);
    const placeholders = placeholdersOf(input, ['ConditionExpression']);
    const condition = optionalCondition(input, 'ConditionExpression', placeholders);
    placeholders.requireAllUsed();

    const table = tables.find(tableName);
    const inCondition = condition === undefined ? [] : pathsOf(condition).map(([name]) => name);
    require(arn(`table/${tableName}`), accessKeys({
      input,
      leading: table && { key: table.schema.key, item },
      attributes: [...item.keys(), ...inCondition],
    }));
    if (table === undefined) throw tableNotFound();
    const { key, indexes } = table.schema;
    checkItemKey(
      item,
      key,
      indexes.map((index) => index.key),
    );
    const bytes = itemSize(item);
    if (bytes > MOST_ITEM_BYTES) throw validationError('Item size has exceeded the maximum allowed size');
    const current = table.get(item);
    checkCondition(input, condition, current);
    table.put(item);
    return {
      ...(returns === 'ALL_OLD' && current !== undefined && { Attributes: writeItem(current) }),
      ...consumedCapacity(input, tableName, writeUnits(bytes)),
    };
  },
};
