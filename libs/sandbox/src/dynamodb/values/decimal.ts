/** An exact decimal number: `coefficient` times ten to the power of `exponent`. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const LONGEST = 512;

/** `undefined` if the text is no number. Zeros at the end are taken away, so that equal numbers are equal in form. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > LONGEST) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const coefficient = BigInt(digits);
  return normalized(sign === '-' ? -coefficient : coefficient, Number(exponent) - fraction.length);
}

function normalized(coefficient: bigint, exponent: number): Decimal {
  if (coefficient === 0n) return { coefficient, exponent: 0 };
  let digits = coefficient;
  let power = exponent;
  for (; digits % 10n === 0n; power++) digits /= 10n;
  return { coefficient: digits, exponent: power };
}

/** Without an exponent, as DynamoDB writes numbers. */
export function formatDecimal({ coefficient, exponent }: Decimal): string {
  const sign = coefficient < 0n ? '-' : '';
  const digits = digitsOf(coefficient);
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

export const digitsOf = (coefficient: bigint): string => coefficient.toString().replace('-', '');

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return normalized(scaled(a, exponent) + scaled(b, exponent), exponent);
}

export const negated = ({ coefficient, exponent }: Decimal): Decimal => ({
  coefficient: -coefficient,
  exponent,
});

/** Below 0, 0 or above 0, for sorting. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const { coefficient } = addDecimals(a, negated(b));
  return coefficient < 0n ? -1 : coefficient > 0n ? 1 : 0;
}

const scaled = (number: Decimal, exponent: number): bigint =>
  number.coefficient * 10n ** BigInt(number.exponent - exponent);
