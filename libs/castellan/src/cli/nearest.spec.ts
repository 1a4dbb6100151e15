import { isPlainWord, nearest } from './nearest.js';

const NAMES = ['user-pool-id', 'client-id', 'token-use', 'jwks', 'now', 'json'];

describe('the nearest name', () => {
  it.each([
    ['userPoolId', 'user-pool-id'],
    ['user_pool_id', 'user-pool-id'],
    ['clientid', 'client-id'],
    ['client-ids', 'client-id'],
    ['toke-use', 'token-use'],
    ['jwk', 'jwks'],
    ['jsn', 'json'],
    ['region', undefined],
    ['x', undefined],
    ['', undefined],
    ['eyJhbGciOiJSUzI1NiJ9', undefined],
  ])('to %s is %s', (word, name) => {
    expect(nearest(word, NAMES)).toBe(name);
  });

  it('is found at once in a text of any length', () => {
    expect(nearest('a'.repeat(1_000_000), NAMES)).toBeUndefined();
  });
});

describe('a word that may be shown', () => {
  it.each([
    ['region', true],
    ['client-secret', true],
    ['eyJhbGciOiJSUzI1NiJ9', false],
    ['a1', false],
    ['a.b', false],
    ['abcdefghijklmnopqrstuvwxyz', false],
    ['', false],
  ])('%s: %s', (word, shown) => {
    expect(isPlainWord(word)).toBe(shown);
  });
});
