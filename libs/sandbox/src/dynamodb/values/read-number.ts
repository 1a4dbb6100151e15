import { validationError } from '../dynamodb-error.js';
import { type Decimal, digitsOf, formatDecimal, parseDecimal } from './decimal.js';

const MOST_DIGITS = 38;
const LARGEST_POWER = 125;
const SMALLEST_POWER = -130;

/** The canonical text of a number. Throws a `DynamoDbError` for text that is none, or one that DynamoDB does not keep. */
export function readNumber(text: string): string {
  const number = parseDecimal(text);
  if (number === undefined) {
    throw validationError(
      text === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  return numberText(number);
}

/** Throws a `DynamoDbError` for a number that DynamoDB does not keep. */
export function numberText(number: Decimal): string {
  const digits = digitsOf(number.coefficient).length;
  if (digits > MOST_DIGITS) {
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  }
  const power = digits - 1 + number.exponent;
  if (power > LARGEST_POWER) throw outOfRange('overflow', 'larger');
  if (power < SMALLEST_POWER) throw outOfRange('underflow', 'smaller');
  return formatDecimal(number);
}

const outOfRange = (what: string, comparison: string): Error =>
  validationError(
    `Number ${what}. Attempting to store a number with magnitude ${comparison} than supported range`,
  );

/** The number of a canonical text. */
export const decimalOf = (canonical: string): Decimal =>
  parseDecimal(canonical) ?? { coefficient: 0n, exponent: 0 };
