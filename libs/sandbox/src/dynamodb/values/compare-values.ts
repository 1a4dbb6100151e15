import type { AttributeValue } from './attribute-value.js';
import { compareDecimals } from './decimal.js';
import { decimalOf } from './read-number.js';

/** The order of two values of one type that has an order, for sorting; `undefined` if there is none. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.type === 'S' && b.type === 'S') return Buffer.compare(Buffer.from(a.value), Buffer.from(b.value));
  if (a.type === 'N' && b.type === 'N') return compareDecimals(decimalOf(a.value), decimalOf(b.value));
  if (a.type === 'B' && b.type === 'B') return Buffer.compare(a.value, b.value);
  return undefined;
}

/** Whether two values are the same, whatever the order of a set. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a.type !== b.type) return false;
  if (a.type === 'B' && b.type === 'B') return a.value.equals(b.value);
  if (a.type === 'L' && b.type === 'L') {
    return (
      a.value.length === b.value.length && a.value.every((member, index) => isEqual(member, b.value[index]))
    );
  }
  if (a.type === 'M' && b.type === 'M') {
    return (
      a.value.size === b.value.size &&
      [...a.value].every(([name, member]) => isEqual(member, b.value.get(name)))
    );
  }
  if (Array.isArray(a.value) && Array.isArray(b.value)) {
    const members = new Set<unknown>(b.value);
    return a.value.length === members.size && a.value.every((member) => members.has(member));
  }
  return a.value === b.value;
}

const isEqual = (a: AttributeValue, b: AttributeValue | undefined): boolean =>
  b !== undefined && equalValues(a, b);
