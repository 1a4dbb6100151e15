import { DynamoDbError } from '../dynamodb-error.js';
import type { Condition } from '../expressions/condition.js';
import { conditionHolds } from '../expressions/evaluate-condition.js';
import type { Item } from '../values/attribute-value.js';
import { writeItem } from '../values/write-value.js';
import type { Input } from './operation.js';
import { choice } from './parameters.js';

/** Throws `ConditionalCheckFailedException` unless the condition, if there is one, holds for the item as it is. */
export function checkCondition(
  input: Input,
  condition: Condition | undefined,
  current: Item | undefined,
): void {
  const onFailure = choice(input, 'ReturnValuesOnConditionCheckFailure', ['NONE', 'ALL_OLD']);
  if (condition === undefined || conditionHolds(condition, current ?? new Map())) return;
  throw new DynamoDbError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    onFailure === 'ALL_OLD' && current !== undefined ? { Item: writeItem(current) } : {},
  );
}
