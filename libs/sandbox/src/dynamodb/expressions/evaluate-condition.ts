import { type AttributeValue, isSet, type Item } from '../values/attribute-value.js';
import { compareValues, equalValues } from '../values/compare-values.js';
import type { Comparator, Condition, Operand } from './condition.js';
import { valueAt } from './document-path.js';

/** Whether a condition holds for an item. A comparison with something that is not there never does, but for `<>`. */
export function conditionHolds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return conditionHolds(condition.left, item) && conditionHolds(condition.right, item);
    case 'or':
      return conditionHolds(condition.left, item) || conditionHolds(condition.right, item);
    case 'not':
      return !conditionHolds(condition.condition, item);
    case 'exists':
      return valueAt(item, condition.path) !== undefined;
    case 'type':
      return valueAt(item, condition.path)?.type === condition.type;
    case 'compare':
      return compares(condition.comparator, valueOf(condition.left, item), valueOf(condition.right, item));
    case 'between': {
      const value = valueOf(condition.operand, item);
      return (
        compares('>=', value, valueOf(condition.low, item)) &&
        compares('<=', value, valueOf(condition.high, item))
      );
    }
    case 'in': {
      const value = valueOf(condition.operand, item);
      return condition.choices.some((choice) => compares('=', value, valueOf(choice, item)));
    }
    case 'begins_with':
      return beginsWith(valueOf(condition.operand, item), valueOf(condition.part, item));
    case 'contains':
      return contains(valueOf(condition.operand, item), valueOf(condition.part, item));
  }
}

function valueOf(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  const value = valueAt(item, operand.path);
  return operand.kind === 'size' ? sizeOf(value) : value;
}

/** Of a string in characters of UTF-16, of a binary in bytes, else in members; nothing else has a size. */
function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined || value.type === 'N' || value.type === 'BOOL' || value.type === 'NULL') {
    return undefined;
  }
  const size = value.type === 'M' ? value.value.size : value.value.length;
  return { type: 'N', value: String(size) };
}

const ORDERED: Readonly<Record<Exclude<Comparator, '=' | '<>'>, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return comparator === '<>' && left !== right;
  if (comparator === '=') return equalValues(left, right);
  if (comparator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  return order !== undefined && ORDERED[comparator](order);
}

export function beginsWith(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value?.type === 'S' && part?.type === 'S') return value.value.startsWith(part.value);
  if (value?.type === 'B' && part?.type === 'B') {
    return value.value.subarray(0, part.value.length).equals(part.value);
  }
  return false;
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if (value.type === 'S' && part.type === 'S') return value.value.includes(part.value);
  if (value.type === 'B' && part.type === 'B') return value.value.includes(part.value);
  if (value.type === 'L') return value.value.some((member) => equalValues(member, part));
  if (!isSet(value) || value.type !== `${part.type}S`) return false;
  if (part.type === 'B') return value.value.includes(part.value.toString('base64'));
  return (part.type === 'S' || part.type === 'N') && value.value.includes(part.value);
}
