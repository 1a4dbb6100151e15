import { validationError } from '../dynamodb-error.js';
import type { AttributeValue, Item } from '../values/attribute-value.js';
import type { DocumentPath } from './document-path.js';

type Steps = readonly (string | number)[];

/** The item with a value in a place. Throws a `DynamoDbError` if what the place is in is not there. */
export function placeValue(item: Item, [name, ...steps]: DocumentPath, value: AttributeValue): Item {
  return new Map(item).set(name, placed(item.get(name), steps, value));
}

function placed(current: AttributeValue | undefined, steps: Steps, value: AttributeValue): AttributeValue {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (current?.type === 'M' && typeof step === 'string') {
    return {
      type: 'M',
      value: new Map(current.value).set(step, placed(current.value.get(step), rest, value)),
    };
  }
  if (current?.type === 'L' && typeof step === 'number') {
    const members = [...current.value];
    // A position behind the end is the end.
    members[Math.min(step, members.length)] = placed(members[step], rest, value);
    return { type: 'L', value: members };
  }
  throw invalidPath();
}

/** The item without what is in a place, if there is something. Throws as `placeValue` does. */
export function removeValue(item: Item, [name, ...steps]: DocumentPath): Item {
  const value = removed(item.get(name), steps);
  const changed = new Map(item);
  if (value === undefined) changed.delete(name);
  else changed.set(name, value);
  return changed;
}

function removed(current: AttributeValue | undefined, steps: Steps): AttributeValue | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return undefined;
  if (current?.type === 'M' && typeof step === 'string') {
    const members = new Map(current.value);
    const member = removed(members.get(step), rest);
    if (member === undefined) members.delete(step);
    else members.set(step, member);
    return { type: 'M', value: members };
  }
  if (current?.type === 'L' && typeof step === 'number') {
    const member = removed(current.value[step], rest);
    const members = [...current.value];
    members.splice(step, 1, ...(member === undefined ? [] : [member]));
    return { type: 'L', value: members };
  }
  throw invalidPath();
}

const invalidPath = (): Error =>
  validationError('The document path provided in the update expression is invalid for update');
