import { refuseInProduction } from './refuse-in-production.js';
import { asUser } from './caller-headers.js';
import { startJwksServer } from './jwks-server.js';
import { testKeys } from './test-keys.js';
import { testUserPool } from './test-user-pool.js';
import { TokenFactory } from './token-factory.js';

describe('the testing kit in production', () => {
  const factory = new TokenFactory();
  const { NODE_ENV } = process.env;

  afterEach(() => {
    process.env.NODE_ENV = NODE_ENV;
  });

  it('says what it is and what to do', () => {
    expect(() => refuseInProduction({ NODE_ENV: 'production' })).toThrow(
      /castellan\/testing makes tokens for anybody.*NODE_ENV=test/,
    );
  });

  it.each(['test', 'development', undefined])('runs where NODE_ENV is %s', (environment) => {
    expect(() => refuseInProduction({ NODE_ENV: environment })).not.toThrow();
  });

  it('makes no factory and starts no server', async () => {
    process.env.NODE_ENV = 'production';
    expect(() => new TokenFactory()).toThrow(/castellan\/testing/);
    await expect(startJwksServer(factory)).rejects.toMatchObject({ code: 'configuration_invalid' });
  });

  it('makes no token where NODE_ENV was set after the factory was made', () => {
    process.env.NODE_ENV = 'production';
    for (const make of [
      () => factory.userAccess(),
      () => factory.userId(),
      () => factory.machine(),
      () => asUser(factory),
      () => testUserPool(factory),
      () => testKeys(factory),
    ]) {
      expect(make).toThrow(/castellan\/testing/);
    }
  });

  it('does not load', () => {
    process.env.NODE_ENV = 'production';
    jest.isolateModules(() => {
      expect(() => jest.requireActual<object>('../testing.js')).toThrow(/castellan\/testing/);
    });
  });
});
