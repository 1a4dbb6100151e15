import { ConfigurationError } from '../errors/index.js';
import { readTokenVerifierOptions } from './token-verifier-options.js';
import { CLIENT_ID, POOL_ID } from './token-fixtures.spec-helper.js';

const USER_POOLS = [{ userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access' }];
const read = (overrides: Record<string, unknown>) =>
  readTokenVerifierOptions({ userPools: USER_POOLS, ...overrides });

describe('readTokenVerifierOptions', () => {
  it('has strict defaults', () => {
    expect(read({})).toMatchObject({
      clock: Date.now,
      fetch: globalThis.fetch,
      toleranceMs: 0,
      maxTokenLength: 8_192,
      maxCachedTokens: 10_000,
    });
  });

  it('takes what is written', () => {
    const clock = () => 1;
    const overrides = { clock, clockToleranceSeconds: 120, maxTokenLength: 65_536, maxCachedTokens: 0 };
    expect(read(overrides)).toMatchObject({
      clock,
      toleranceMs: 120_000,
      maxTokenLength: 65_536,
      maxCachedTokens: 0,
    });
  });

  it.each([NaN, Infinity, -Infinity, -1, 121, 0.5, '60', null, [60], 60n])(
    'refuses a clock tolerance of %p',
    (clockToleranceSeconds) => {
      expect(() => read({ clockToleranceSeconds })).toThrow(ConfigurationError);
      expect(() => read({ clockToleranceSeconds })).toThrow(
        /^clockToleranceSeconds: found .+\. Write a whole number from 0 to 120\.$/,
      );
    },
  );

  it.each([
    ['maxTokenLength', 1_023],
    ['maxTokenLength', 65_537],
    ['maxTokenLength', Infinity],
    ['maxCachedTokens', -1],
    ['maxCachedTokens', NaN],
    ['maxCachedTokens', 1_000_001],
    ['clock', 1],
    ['clock', null],
    ['fetch', 'fetch'],
    ['environment', 'production'],
    ['environment', null],
    ['resolvePool', {}],
  ])('refuses %s: %p', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(new RegExp(`^${name}: found `));
    expect(() => read({ [name]: value })).toThrow(ConfigurationError);
  });

  it.each([undefined, null, [], 'options'])('refuses %p in place of options', (options) => {
    expect(() => readTokenVerifierOptions(options)).toThrow(/^options: found /);
  });

  it('refuses a name that is no option', () => {
    expect(() => read({ clockTolerance: 60 })).toThrow(
      /^options: found "clockTolerance", which is no option\. Write one of userPools, resolvePool, /,
    );
  });
});
