import { validationError } from '../dynamodb-error.js';
import { type AttributeValue, isSet, type Item, type SetValue } from '../values/attribute-value.js';
import { addDecimals, negated } from '../values/decimal.js';
import { decimalOf, numberText } from '../values/read-number.js';
import { type DocumentPath, valueAt } from './document-path.js';
import { placeValue, removeValue } from './place-value.js';
import type { UpdateAction, UpdateOperand } from './update.js';

/** The item after an update. Every operand is read from the item before it. Throws a `DynamoDbError`. */
export function applyUpdate(before: Item, actions: readonly UpdateAction[]): Item {
  let after = before;
  for (const action of actions) {
    const value = newValue(before, action);
    if (value !== undefined) after = placeValue(after, action.path, value);
  }
  // Positions in a list are those before the update: the last one goes first, and all of them after what is set.
  const gone = actions
    .filter((action) => action.kind === 'remove' || isEmptied(before, action))
    .map(({ path }) => path)
    .sort(laterFirst);
  for (const path of gone) after = removeValue(after, path);
  return after;
}

const laterFirst = (a: DocumentPath, b: DocumentPath): number => lastPosition(b) - lastPosition(a);

function lastPosition(path: DocumentPath): number {
  const step = path.at(-1);
  return typeof step === 'number' ? step : -1;
}

function newValue(before: Item, action: UpdateAction): AttributeValue | undefined {
  switch (action.kind) {
    case 'set':
      return operandValue(before, action.operand);
    case 'remove':
      return undefined;
    case 'add':
      return added(valueAt(before, action.path), action.value);
    case 'delete': {
      const remaining = without(valueAt(before, action.path), action.value);
      return remaining?.value.length === 0 ? undefined : remaining;
    }
  }
}

/** A set that loses its last member goes with it: there are no empty sets. */
const isEmptied = (before: Item, action: UpdateAction): boolean =>
  action.kind === 'delete' && without(valueAt(before, action.path), action.value)?.value.length === 0;

function operandValue(item: Item, operand: UpdateOperand): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path': {
      const value = valueAt(item, operand.path);
      if (value === undefined) {
        throw validationError(
          'The provided expression refers to an attribute that does not exist in the item',
        );
      }
      return value;
    }
    case 'if_not_exists':
      return valueAt(item, operand.path) ?? operandValue(item, operand.otherwise);
    case 'list_append': {
      const left = operandValue(item, operand.left);
      const right = operandValue(item, operand.right);
      if (left.type !== 'L' || right.type !== 'L') throw wrongType();
      return { type: 'L', value: [...left.value, ...right.value] };
    }
    case 'plus':
    case 'minus':
      return sum(operandValue(item, operand.left), operandValue(item, operand.right), operand.kind);
  }
}

function sum(left: AttributeValue, right: AttributeValue, kind: 'plus' | 'minus'): AttributeValue {
  if (left.type !== 'N' || right.type !== 'N') throw wrongType();
  const summand = decimalOf(right.value);
  return {
    type: 'N',
    value: numberText(addDecimals(decimalOf(left.value), kind === 'plus' ? summand : negated(summand))),
  };
}

function added(current: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (current === undefined) return value;
  if (current.type === 'N' && value.type === 'N') return sum(current, value, 'plus');
  if (!isSet(current) || !isSet(value) || current.type !== value.type) throw wrongType();
  return { type: current.type, value: [...new Set([...current.value, ...value.value])] };
}

function without(current: AttributeValue | undefined, value: AttributeValue): SetValue | undefined {
  if (current === undefined) return undefined;
  if (!isSet(current) || !isSet(value) || current.type !== value.type) throw wrongType();
  return { type: current.type, value: current.value.filter((member) => !value.value.includes(member)) };
}

const wrongType = (): Error =>
  validationError('An operand in the update expression has an incorrect data type');
