import fc from 'fast-check';
import { jsonSyntaxError } from './json-syntax.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where a text stops being JSON', () => {
  it.each<[string, number, number]>([
    ['', 1, 1],
    ['{', 1, 2],
    ['{}x', 1, 3],
    ['{"a" 1}', 1, 6],
    ['{"a":1,}', 1, 8],
    ['{"a":\n  01}', 2, 4],
    ["{\n'a':1}", 2, 1],
    ['[1,\r\n 2,\r\n nul]', 3, 2],
    ['[1}', 1, 3],
    ['{"a":"\n"}', 1, 6],
    ['{"a":"b', 1, 6],
    ['// no\n{}', 1, 1],
  ])('of %j is line %i, column %i', (text, line, column) => {
    expect(isJson(text)).toBe(false);
    expect(jsonSyntaxError(text)).toEqual({ line, column });
  });

  it('is nowhere in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), (value, indents) => {
        expect(jsonSyntaxError(JSON.stringify(value, undefined, indents ? 2 : 0))).toBeUndefined();
      }),
    );
  });

  it('is somewhere exactly where JSON.parse finds a mistake', () => {
    const signs = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '.5',
      'e3',
      'null',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        expect(jsonSyntaxError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is found in deep nesting and in long strings', () => {
    expect(jsonSyntaxError('['.repeat(500_000))).toEqual({ line: 1, column: 500_001 });
    expect(jsonSyntaxError(`{"a":"${'b'.repeat(900_000)}",}`)).toEqual({ line: 1, column: 900_009 });
  });
});
