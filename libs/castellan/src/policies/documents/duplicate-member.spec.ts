import { duplicateMember } from './duplicate-member.js';

describe('a member that is written twice', () => {
  it.each([
    ['{"a":1,"a":2}', '$.a'],
    ['{"a":1,"\\u0061":2}', '$.a'],
    ['{"a":{"b":1},"c":[1,{"d":[]},{"e":{"x y":1,"x y":2}}]}', '$.c[2].e["x y"]'],
    ['[[],[{"a":"b","a":"b"}]]', '$[1][0].a'],
    ['{"a":"{\\"b\\":1,\\"b\\":2}","b":["a","a"],"c":{"a":{},"b":{"a":1}}}', undefined],
    ['"a"', undefined],
  ])('is found in %s', (text, path) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(duplicateMember(text)).toBe(path);
  });
});
