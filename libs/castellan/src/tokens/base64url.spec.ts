import fc from 'fast-check';
import { decodeBase64url } from './base64url.js';

describe('decodeBase64url', () => {
  it('reads the canonical spelling of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (array) => {
        const bytes = Buffer.from(array);
        expect(decodeBase64url(bytes.toString('base64url'))).toEqual(bytes);
      }),
    );
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
    ['a NUL', 'YWJj\u0000'],
  ])('refuses %s', (_, text) => {
    expect(decodeBase64url(text)).toBeUndefined();
  });

  it('accepts one spelling of all those that differ in the last character', () => {
    const spellings = Array.from(
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
      (last) => `Y${last}`,
    );
    const accepted = spellings.filter((text) => decodeBase64url(text)?.toString() === 'a');
    expect(accepted).toEqual(['YQ']);
  });
});
