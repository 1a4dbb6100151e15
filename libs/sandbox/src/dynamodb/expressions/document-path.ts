import { validationError } from '../dynamodb-error.js';
import type { AttributeValue, Item } from '../values/attribute-value.js';

/** Where a value is in an item: an attribute's name, then names in maps and positions in lists. */
export type DocumentPath = readonly [string, ...(string | number)[]];

export const pathText = (path: DocumentPath): string => `[${path.map(stepText).join(', ')}]`;

const stepText = (step: string | number): string => (typeof step === 'number' ? `[${step}]` : step);

/** `undefined` if there is nothing. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  const [name, ...steps] = path;
  let value = item.get(name);
  for (const step of steps) value = memberOf(value, step);
  return value;
}

export function memberOf(
  value: AttributeValue | undefined,
  step: string | number,
): AttributeValue | undefined {
  if (typeof step === 'number') return value?.type === 'L' ? value.value[step] : undefined;
  return value?.type === 'M' ? value.value.get(step) : undefined;
}

/** Throws a `DynamoDbError` if one path is, or is inside of, another; or if one says list and another says map. */
export function refuseOverlaps(kind: string, paths: readonly DocumentPath[]): void {
  for (const [index, one] of paths.entries()) {
    for (const other of paths.slice(index + 1)) {
      const differing = one.findIndex((step, position) => step !== other[position]);
      if (differing < 0 || differing >= other.length) throw pathsClash(kind, 'overlap', one, other);
      if (typeof one[differing] !== typeof other[differing]) throw pathsClash(kind, 'conflict', one, other);
    }
  }
}

const pathsClash = (kind: string, verb: string, one: DocumentPath, other: DocumentPath): Error =>
  validationError(
    `Invalid ${kind}: Two document paths ${verb} with each other; must remove or rewrite one of these paths; ` +
      `path one: ${pathText(one)}, path two: ${pathText(other)}`,
  );
