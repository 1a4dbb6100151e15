import { tableNotFound } from '../dynamodb-error.js';
import { pathsOf } from '../expressions/condition.js';
import { checkKey } from '../tables/item-key.js';
import { itemSize } from '../values/item-size.js';
import { readItem } from '../values/read-value.js';
import { writeItem } from '../values/write-value.js';
import { accessKeys } from './access-keys.js';
import { consumedCapacity, writeUnits } from './capacity.js';
import { optionalCondition, placeholdersOf } from './expressions-of-request.js';
import type { Operation } from './operation.js';
import { choice, tableNameOf } from './parameters.js';
import { checkCondition } from './write-condition.js';

export const deleteItem: Operation = {
  parameters: [
    'TableName',
    'Key',
    'ConditionExpression',
    'ExpressionAttributeNames',
    'ExpressionAttributeValues',
    'ReturnValues',
    'ReturnValuesOnConditionCheckFailure',
    'ReturnConsumedCapacity',
  ],
  perform(input, { tables, arn, require }) {
    const tableName = tableNameOf(input);
    const key = readItem(input.Key, 'Key');
    const returns = choice(input, 'ReturnValues', ['NONE', 'ALL_OLD']);
    const placeholders = placeholdersOf(input, ['ConditionExpression']);
    const condition = optionalCondition(input, 'ConditionExpression', placeholders);
    placeholders.requireAllUsed();

    const table = tables.find(tableName);
    const inCondition = condition === undefined ? [] : pathsOf(condition).map(([name]) => name);
    require(arn(`table/${tableName}`), accessKeys({
      input,
      leading: table && { key: table.schema.key, item: key },
      attributes: [...key.keys(), ...inCondition],
    }));
    if (table === undefined) throw tableNotFound();
    checkKey(key, table.schema.key);
    const current = table.get(key);
    checkCondition(input, condition, current);
    table.delete(key);
    const bytes = current === undefined ? 0 : itemSize(current);
    return {
      ...(returns === 'ALL_OLD' && current !== undefined && { Attributes: writeItem(current) }),
      ...consumedCapacity(input, tableName, writeUnits(bytes)),
    };
  },
};
