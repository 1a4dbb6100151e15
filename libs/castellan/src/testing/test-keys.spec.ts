import type { UserPoolOptions } from '../tokens/index.js';
import { testKeys } from './test-keys.js';
import { TokenFactory } from './token-factory.js';

const factory = new TokenFactory({ userPoolId: 'eu-west-1_AbCdEfGhI', clientId: 'web' });
const other = new TokenFactory({ userPoolId: 'eu-west-1_Other', clientId: 'web' });
const pool: UserPoolOptions = { userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' };

describe('testKeys', () => {
  it('gives each pool the keys of its own factory', () => {
    const keys = testKeys(other, factory);
    expect(keys(pool)).toEqual(factory.jwks);
    expect(keys({ ...pool, userPoolId: 'eu-west-1_Other', clientIds: null })).toEqual(other.jwks);
  });

  it('takes any of the issuers of a pool', () => {
    const issuer = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
    const keys = testKeys(factory.withIssuer(issuer));
    expect(keys({ ...pool, issuer: [factory.issuer, issuer] })).toEqual(factory.jwks);
  });

  it.each<[string, Partial<UserPoolOptions>]>([
    ['has no factory for user pool eu-west-1_Another', { userPoolId: 'eu-west-1_Another' }],
    ['which is not among the clientIds of the pool', { clientIds: ['mobile'] }],
    ['Give the factory one of those as issuer', { issuer: 'https://issuer.example/pool' }],
  ])('refuses a pool whose tokens it cannot make: %s', (message, changes) => {
    expect(() => testKeys(factory)({ ...pool, ...changes })).toThrow(message);
  });

  it('refuses a factory with another issuer than the default of the pool', () => {
    const keys = testKeys(factory.withIssuer('https://issuer.example/pool'));
    expect(() => keys(pool)).toThrow('has the issuer https://issuer.example/pool');
  });
});
