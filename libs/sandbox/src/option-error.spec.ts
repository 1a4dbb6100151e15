import { oneOf, optionError } from './option-error.js';

describe('optionError', () => {
  it.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    ['text', '"text"'],
    ['x'.repeat(100), `"${'x'.repeat(80)}..."`],
    [5, '5'],
    [NaN, 'NaN'],
    [false, 'false'],
    [5n, 'a bigint'],
    [Symbol('s'), 'a symbol'],
    [[], 'an empty array'],
    [['hunter2'], 'an array'],
    [{ password: 'hunter2' }, 'an object'],
    [() => 'hunter2', 'a function'],
  ])('says that %p was found', (found, shown) => {
    expect(optionError('buckets[0]', found, 'Write a name.')).toEqual(
      new TypeError(`buckets[0]: found ${shown}. Write a name.`),
    );
  });

  it.each([
    'userPools',
    'userPools[0]',
    'userPools[0].clients',
    'userPools[0].clients[12]',
    'userPools[0].clients[12].clientSecret',
    'userPools[0].users',
    'userPools[0].users[3]',
    'userPools[0].users[3].anything',
    'userPools[0].users[3].attributes["custom:x"]',
  ])('shows no text and no number found at %s', (path) => {
    expect(optionError(path, 'hunter2', '').message).toBe(`${path}: found a string. `);
    expect(optionError(path, 12345678, '').message).toBe(`${path}: found a number. `);
  });

  it.each(['userPools[0].clients[0].name', 'userPools[0].groups[0].groupName', 'identityPools[0].name'])(
    'shows what was found at %s',
    (path) => {
      expect(optionError(path, 'abc', '').message).toContain('found "abc"');
    },
  );

  it('lists the choices', () => {
    expect(oneOf(['a', 'b'])).toBe('one of "a", "b"');
    expect(oneOf([])).toBe('there are none');
  });
});
