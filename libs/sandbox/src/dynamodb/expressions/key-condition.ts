import { validationError } from '../dynamodb-error.js';
import type { KeyAttribute, KeySchema } from '../tables/table-schema.js';
import type { AttributeValue } from '../values/attribute-value.js';
import { compareValues } from '../values/compare-values.js';
import type { Condition, Operand } from './condition.js';

/** What a query asks for: one value of the partition key, and items by their sort key. */
export interface KeyCondition {
  readonly partition: AttributeValue;
  /** On the sort key; `undefined` for all items. */
  readonly sort: Condition | undefined;
}

/** Reads a parsed `KeyConditionExpression`. Throws a `DynamoDbError` for one that DynamoDB does not take. */
export function readKeyCondition(condition: Condition, { partition, sort }: KeySchema): KeyCondition {
  const parts = conjunction(condition);
  const onPartition = parts.filter((part) => attributeOf(part) === partition.name);
  const onSort = parts.filter((part) => attributeOf(part) === sort?.name);
  const [equality] = onPartition;
  if (equality === undefined) {
    throw validationError(`Query condition missed key schema element: ${partition.name}`);
  }
  if (onPartition.length > 1 || onSort.length > 1) {
    throw validationError('KeyConditionExpressions must only contain one condition per key');
  }
  if (parts.length > onPartition.length + onSort.length) {
    throw validationError(
      sort === undefined
        ? 'Query key condition not supported'
        : `Query condition missed key schema element: ${sort.name}`,
    );
  }
  if (equality.kind !== 'compare' || equality.comparator !== '=') throw notSupported();
  const [onSortKey] = onSort;
  if (sort !== undefined && onSortKey !== undefined) checkSortCondition(onSortKey, sort);
  return { partition: keyValue(equality.right, partition), sort: onSortKey };
}

const notSupported = (): Error => validationError('Query key condition not supported');

function conjunction(condition: Condition): Condition[] {
  if (condition.kind === 'and') return [...conjunction(condition.left), ...conjunction(condition.right)];
  if (condition.kind === 'or') {
    throw validationError('Invalid operator used in KeyConditionExpression: OR');
  }
  if (condition.kind === 'not') {
    throw validationError('Invalid operator used in KeyConditionExpression: NOT');
  }
  return [condition];
}

/** The attribute that a part is about: the left side, which must be a plain name. */
function attributeOf(part: Condition): string {
  const operand =
    part.kind === 'compare'
      ? part.left
      : part.kind === 'between' || part.kind === 'begins_with'
        ? part.operand
        : undefined;
  if (operand?.kind !== 'path' || operand.path.length !== 1) throw notSupported();
  return operand.path[0];
}

function checkSortCondition(condition: Condition, sort: KeyAttribute): void {
  if (condition.kind === 'compare' && condition.comparator !== '<>') keyValue(condition.right, sort);
  else if (condition.kind === 'begins_with' && sort.type !== 'N') keyValue(condition.part, sort);
  else if (condition.kind === 'between') {
    const order = compareValues(keyValue(condition.low, sort), keyValue(condition.high, sort));
    if (order !== undefined && order > 0) {
      throw validationError(
        'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to ' +
          'lower bound',
      );
    }
  } else throw notSupported();
}

function keyValue(operand: Operand, { type }: KeyAttribute): AttributeValue {
  if (operand.kind !== 'value') throw notSupported();
  if (operand.value.type !== type) {
    throw validationError(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  }
  return operand.value;
}
