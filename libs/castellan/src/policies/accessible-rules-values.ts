import { refuseComparison, type Comparison } from './accessible-rules.js';
import type { ScalarField } from './accessible-rules-field.js';

const INT32 = 2 ** 31;
const INT64 = 2n ** 63n;
const FIRST_DATE = Date.UTC(1000, 0, 1);
const LAST_DATE = Date.UTC(9999, 11, 31);

/** Whether a column of 32 bits can hold it. */
export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -INT32 && value < INT32;
}

/**
 * The value a field must hold to equal an operand, `undefined` where it can hold none that does.
 *
 * Dates and numbers are compared by their milliseconds, and identifiers by what they print, as in memory.
 */
export function storedValue(operand: unknown, comparison: Comparison, field: ScalarField): unknown {
  const value = printed(operand);
  switch (field.kind) {
    case 'string':
      return typeof value === 'string' ? storedText(value, comparison, field) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'bigint':
      return typeof value === 'bigint' && value >= -INT64 && value < INT64 ? value : undefined;
    case 'integer':
      return typeof value === 'number' && isInt32(value) ? value : undefined;
    case 'number':
    case 'float':
      return typeof value === 'number' ? value : undefined;
    case 'date':
    case 'timestamp':
      return Number.isInteger(value) ? storedDate(value as number, comparison) : undefined;
    case 'objectId':
      return storedObjectId(operand, value, comparison);
  }
}

/** @throws ConfigurationError for years that databases write in different ways. */
export function storedDate(milliseconds: number, comparison: Comparison): Date {
  if (milliseconds >= FIRST_DATE && milliseconds <= LAST_DATE) return new Date(milliseconds);
  return refuseComparison(comparison, 'the date is not in the years 1000 to 9999.');
}

function printed(operand: unknown): unknown {
  if (operand instanceof Date) return operand.getTime();
  return typeof operand === 'object' ? (operand as { toJSON(): unknown }).toJSON() : operand;
}

/** Encoding replaces a lone surrogate and some drivers cut at NUL: the text would equal that of somebody else. */
function storedText(text: string, comparison: Comparison, { canHold }: ScalarField): string | undefined {
  if (/[\0\p{Surrogate}]/u.test(text)) {
    refuseComparison(comparison, 'the text has a NUL or half of a surrogate pair.');
  }
  return canHold === undefined || canHold(text) ? text : undefined;
}

function storedObjectId(operand: unknown, value: unknown, comparison: Comparison): unknown {
  const isObjectId = (operand as { _bsontype?: unknown })._bsontype === 'ObjectId';
  if (isObjectId) return operand;
  if (typeof value !== 'string') return undefined;
  return refuseComparison(comparison, 'the field holds ObjectIds. Write new ObjectId(value) into the rule.');
}
