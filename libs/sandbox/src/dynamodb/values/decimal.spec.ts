import fc from 'fast-check';
import { addDecimals, compareDecimals, type Decimal, formatDecimal, parseDecimal } from './decimal.js';

const decimal = (text: string): Decimal => {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new Error(`${text} is no number`);
  return parsed;
};
const canonical = (text: string): string => formatDecimal(decimal(text));

describe('decimal numbers', () => {
  it.each([
    ['1.50', '1.5'],
    ['-0', '0'],
    ['007', '7'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['12.34E-3', '0.01234'],
    ['+1.', '1'],
    ['-120e-1', '-12'],
  ])('reads %s as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each(['', '-', '.', 'e1', '1e', '0x1', '1,5', 'NaN', ' 1', '1'.repeat(600)])(
    'does not read %s',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it('adds without rounding, where floating point would', () => {
    expect(formatDecimal(addDecimals(decimal('0.1'), decimal('0.2')))).toBe('0.3');
  });

  it('agrees with whole numbers on sums and order', () => {
    fc.assert(
      fc.property(fc.bigInt({ max: 10n ** 30n, min: -(10n ** 30n) }), fc.bigInt(), (a, b) => {
        const [left, right] = [decimal(String(a)), decimal(String(b))];
        expect(formatDecimal(addDecimals(left, right))).toBe(String(a + b));
        expect(compareDecimals(left, right)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
