import { invalidParameters, tableNotFound, validationError } from '../dynamodb-error.js';
import { applyUpdate } from '../expressions/apply-update.js';
import { pathsOf } from '../expressions/condition.js';
import { parseUpdate } from '../expressions/parse-update.js';
import { project } from '../expressions/projection.js';
import { operandPaths, type UpdateAction } from '../expressions/update.js';
import { checkItemKey, checkKey } from '../tables/item-key.js';
import { keyNames, type KeySchema } from '../tables/table-schema.js';
import type { Item } from '../values/attribute-value.js';
import { itemSize } from '../values/item-size.js';
import { readItem } from '../values/read-value.js';
import { writeItem } from '../values/write-value.js';
import { accessKeys } from './access-keys.js';
import { consumedCapacity, writeUnits } from './capacity.js';
import { optionalCondition, placeholdersOf } from './expressions-of-request.js';
import type { Operation } from './operation.js';
import { choice, optionalString, tableNameOf } from './parameters.js';
import { MOST_ITEM_BYTES } from './put-item.js';
import { checkCondition } from './write-condition.js';

const RETURN_VALUES = ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'] as const;

export const updateItem: Operation = {
  parameters: [
    'TableName',
    'Key',
    'UpdateExpression',
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
    const returns = choice(input, 'ReturnValues', RETURN_VALUES);
    const placeholders = placeholdersOf(input, ['UpdateExpression', 'ConditionExpression']);
    const expression = optionalString(input, 'UpdateExpression');
    const actions = expression === undefined ? [] : parseUpdate(expression, placeholders);
    const condition = optionalCondition(input, 'ConditionExpression', placeholders);
    placeholders.requireAllUsed();

    const table = tables.find(tableName);
    const read = [...actions.flatMap(readPaths), ...(condition === undefined ? [] : pathsOf(condition))];
    require(arn(`table/${tableName}`), accessKeys({
      input,
      leading: table && { key: table.schema.key, item: key },
      attributes: [...key.keys(), ...actions.map(({ path: [name] }) => name), ...read.map(([name]) => name)],
    }));
    if (table === undefined) throw tableNotFound();
    const { schema } = table;
    checkKey(key, schema.key);
    refuseKeyChanges(actions, schema.key);
    const before = table.get(key);
    checkCondition(input, condition, before);
    const after = applyUpdate(before ?? key, actions);
    checkItemKey(
      after,
      schema.key,
      schema.indexes.map((index) => index.key),
    );
    const bytes = itemSize(after);
    if (bytes > MOST_ITEM_BYTES) {
      throw validationError('Item size to update has exceeded the maximum allowed size');
    }
    table.put(after);
    return {
      ...returned(returns, actions, before, after),
      ...consumedCapacity(input, tableName, writeUnits(bytes)),
    };
  },
};

const readPaths = (action: UpdateAction) => (action.kind === 'set' ? operandPaths(action.operand) : []);

function refuseKeyChanges(actions: readonly UpdateAction[], key: KeySchema): void {
  const names = keyNames(key);
  const changed = actions.find(({ path: [name] }) => names.includes(name));
  if (changed === undefined) return;
  throw invalidParameters(`Cannot update attribute ${changed.path[0]}. This attribute is part of the key`);
}

function returned(
  returns: (typeof RETURN_VALUES)[number],
  actions: readonly UpdateAction[],
  before: Item | undefined,
  after: Item,
): object {
  const whole = returns.endsWith('_OLD') ? before : after;
  if (returns === 'NONE' || whole === undefined) return {};
  if (returns.startsWith('ALL_')) return { Attributes: writeItem(whole) };
  const updated = project(
    whole,
    actions.map(({ path }) => path),
  );
  return updated.size === 0 ? {} : { Attributes: writeItem(updated) };
}
