import fc from 'fast-check';
import { decodeBase64url, readBase64url } from './base64url.js';

const copied = (text: string) => readBase64url(text, (bytes) => Buffer.from(bytes));

describe.each([
  ['decodeBase64url', decodeBase64url],
  ['readBase64url', copied],
])('%s', (_, decode) => {
  it('reads the canonical spelling of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (array) => {
        const bytes = Buffer.from(array);
        expect(decode(bytes.toString('base64url'))).toEqual(bytes);
      }),
    );
  });

  it.each([6_142, 6_143, 6_144, 6_145, 6_146, 20_000])('reads %d bytes', (length) => {
    const bytes = Buffer.alloc(length, 'castellan');
    const text = bytes.toString('base64url');
    expect(decode(text)?.equals(bytes)).toBe(true);
    expect(decode(`${text.slice(0, -1)}!`)).toBeUndefined();
  });

  it.each([
    ['padding', 'YQ=='],
    ['a space', 'YW Jj'],
    ['a line break', 'YWJj\n'],
    ['plus', 'a+bc'],
    ['slash', 'a/bc'],
    ['bits left over', 'YR'],
    ['bits left over after two bytes', 'YWJ'],
    ['a single character', 'YWJja'],
    ['a foreign character', 'YWJj!'],
    ['a character beyond ASCII', 'YWJjé'],
    ['a character whose lower byte is one of base64url', 'YWJ\u{16a}'],
    ['a NUL', 'YWJj\u0000'],
  ])('refuses %s', (_, text) => {
    expect(decode(text)).toBeUndefined();
  });

  it('accepts one spelling of all those that differ in the last character', () => {
    const spellings = Array.from(
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
      (last) => `Y${last}`,
    );
    const accepted = spellings.filter((text) => decode(text)?.toString() === 'a');
    expect(accepted).toEqual(['YQ']);
  });
});
