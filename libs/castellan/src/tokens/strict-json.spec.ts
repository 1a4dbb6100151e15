import fc from 'fast-check';
import { parseStrictJson } from './strict-json.js';
import { printedErrorOf } from './token-fixtures.spec-helper.js';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

describe('parseStrictJson', () => {
  it('reads every object that JSON.stringify writes', () => {
    const names = fc.string().filter((name) => name !== '__proto__');
    const objects = fc.dictionary(names, fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(objects, (object) => {
        const text = JSON.stringify(object);
        fc.pre(!text.includes('__proto__'));
        expect(JSON.stringify(parse(text))).toBe(text);
      }),
    );
  });

  it('gives objects without a prototype, frozen below the first level', () => {
    const value = parse('{"a":{"b":[{"c":1}]},"constructor":1}');
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.getPrototypeOf(value.a)).toBeNull();
    expect(Object.isFrozen(value)).toBe(false);
    expect(Object.isFrozen(value.a)).toBe(true);
    const { b } = value.a as { b: object[] };
    expect(Object.isFrozen(b)).toBe(true);
    expect(Object.isFrozen(b[0])).toBe(true);
    expect(value.toString).toBeUndefined();
    expect(value.constructor).toBe(1);
  });

  it.each([
    ['at the top', '{"a":1,"a":2}'],
    ['with the same value', '{"a":1,"a":1}'],
    ['by an escape', '{"a":1,"\\u0061":2}'],
    ['in a nested object', '{"x":{"a":1,"a":2}}'],
    ['in an object of an array', '{"x":[1,[{"a":1,"a":2}]]}'],
    ['of which the first holds members that get lost', '{"a":{"b":1,"c":2},"a":3}'],
    ['after strings with quotes and colons', '{"q":"\\":\\\\","a":1,"b":"::","a":2}'],
    ['that are empty', '{"":1,"":2}'],
  ])('refuses duplicate members %s', (_, text) => {
    expect(() => parse(text)).toThrow('it has duplicate member names');
  });

  it('refuses a duplicate wherever it is and whatever it loses', () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value));
    const names = fc.string({ unit: fc.constantFrom('a', '"', '\\', ':', '\n', 'é', '\u{1f600}') });
    fc.assert(
      fc.property(names, json, json, json, (name, first, last, other) => {
        fc.pre(!`${first}${last}${other}`.includes('__proto__'));
        const twice = `{${JSON.stringify(name)}:${first},"other":${other},${JSON.stringify(name)}:${last}}`;
        expect(() => parse(`{"x":[${other},${twice}]}`)).toThrow('it has duplicate member names');
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes colons and quotes in strings for what they are', () => {
    expect(parse('{"a:b":"c:\\"d\\":","e":["::",{"f":":"}],"\\\\":"\\\\"}')).toEqual({
      'a:b': 'c:"d":',
      e: ['::', { f: ':' }],
      '\\': '\\',
    });
  });

  it.each(['[]', '[{"a":1}]', '"a"', '1', 'null', 'true'])('refuses %s, which is no object', (text) => {
    expect(() => parse(text)).toThrow('it is not a JSON object');
  });

  it.each([
    '',
    ' ',
    '{',
    '{}x',
    '{}{}',
    '{"a":1}\u0000',
    "{'a':1}",
    '{"a":1,}',
    '{"a":NaN}',
    '\ufeff{}',
    '{"a":01}',
  ])('refuses %j, which is no JSON', (text) => {
    expect(() => parse(text)).toThrow('it is not JSON');
  });

  it.each(['{"a":1e999}', '{"a":[{"b":[-1e999]}]}', `{"a":${'9'.repeat(400)}}`])(
    'refuses %s, which has a number that is Infinity to some parsers and not to others',
    (text) => {
      expect(() => parse(text)).toThrow('it has a number that is too large');
    },
  );

  it('takes the largest number there is', () => {
    expect(parse('{"a":1.7976931348623157e308}')).toEqual({ a: Number.MAX_VALUE });
  });

  it.each([
    [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d],
    [0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d],
    [0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d],
  ])('refuses bytes that are not UTF-8', (...bytes) => {
    expect(() => parseStrictJson(Buffer.from(bytes))).toThrow('it is not UTF-8');
  });

  it('refuses other encodings', () => {
    expect(() => parseStrictJson(Buffer.from('{"a":1}', 'utf16le'))).toThrow(SyntaxError);
  });

  it.each(['{"__proto__":{"admin":true}}', '{"a":[{"__proto__":1}]}', '{"\\u005f_proto__":1}'])(
    'refuses %s',
    (text) => {
      expect(() => parse(text)).toThrow('it has a member called __proto__');
    },
  );

  it.each(['{"a":"\\ud800"}', '{"\\udc00":1}', '{"a":["\\ud800x"]}'])(
    'refuses half a character: %s',
    (text) => {
      expect(() => parse(text)).toThrow('it has half a surrogate pair');
    },
  );

  it('accepts a whole surrogate pair, escaped or not', () => {
    expect(parse('{"a":"\\ud83d\\ude00","b":"😀"}')).toEqual({ a: '😀', b: '😀' });
  });

  it('accepts 16 levels and refuses 17', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(parse(nested(16))).toHaveProperty('a');
    expect(() => parse(nested(17))).toThrow('it is nested deeper than 16 levels');
    expect(() => parse('{"a":'.repeat(17) + '1' + '}'.repeat(17))).toThrow('nested deeper');
    expect(() => parse(nested(4_000))).toThrow('nested deeper');
  });

  it('repeats nothing of the input in its errors', async () => {
    expect(await printedErrorOf(() => parse('{"k3y": s3cret}'))).not.toContain('s3cret');
  });
});
