import { nearestName } from './nearest-name.js';

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
    expect(nearestName(word, NAMES)).toBe(name);
  });

  it('is found at once in a text of any length', () => {
    expect(nearestName('a'.repeat(1_000_000), NAMES)).toBeUndefined();
  });
});
