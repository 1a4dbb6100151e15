import { ConfigurationError } from '../errors/index.js';
import type { UserPoolOptions } from '../tokens/index.js';
import { defaultIssuer } from '../tokens/issuer.js';
import { refuseInProduction } from './refuse-in-production.js';
import type { TestKeySet } from './signing-key-ring.js';
import type { TokenFactory } from './token-factory.js';

/**
 * The keys of factories for the user pools of an application that configures its pools itself: put it in place of
 * the module's `KEY_SOURCE`. Pools, names, clients, resource, revocations and every other option stay those of the
 * application, and nothing is fetched.
 *
 * Each pool needs a factory with its `userPoolId`, one of its issuers and one of its clients. The keys are those of
 * the moment at which the application starts.
 *
 * @throws ConfigurationError where `NODE_ENV` is `production`, or while the application starts if a pool has no
 * factory, or one whose tokens the pool would refuse.
 *
 * @example
 * ```ts
 * import { Test, type TestingModuleBuilder } from '@nestjs/testing';
 * import { KEY_SOURCE } from 'castellan';
 * import { testKeys, TokenFactory } from 'castellan/testing';
 *
 * export const factory = new TokenFactory({ userPoolId: 'eu-west-1_AbCdEfGhI', clientId: 'my_app_client' });
 *
 * export function testingModule(AppModule: new () => object): TestingModuleBuilder {
 *   return Test.createTestingModule({ imports: [AppModule] })
 *     .overrideProvider(KEY_SOURCE)
 *     .useValue(testKeys(factory));
 * }
 * ```
 */
export function testKeys(...factories: readonly TokenFactory[]): (pool: UserPoolOptions) => TestKeySet {
  refuseInProduction(process.env);
  return (pool) => {
    refuseInProduction(process.env);
    const factory = factories.find(({ userPoolId }) => userPoolId === pool.userPoolId);
    if (factory === undefined) {
      throw new ConfigurationError(
        `testKeys(...) has no factory for user pool ${pool.userPoolId}. Add ` +
          `new TokenFactory({ userPoolId: '${pool.userPoolId}', clientId: '...' }).`,
      );
    }
    requireFittingTokens(factory, pool);
    return factory.jwks;
  };
}

/** A factory that does not fit makes tokens that are refused, which is hard to find out from a 401. */
function requireFittingTokens({ userPoolId, issuer, clientId }: TokenFactory, pool: UserPoolOptions): void {
  const issuers = [pool.issuer ?? defaultIssuer(userPoolId, 'userPoolId')].flat();
  if (!issuers.includes(issuer)) {
    throw new ConfigurationError(
      `The factory for user pool ${userPoolId} has the issuer ${issuer}, and the pool has ${issuers.join(' and ')}. ` +
        'Give the factory one of those as issuer.',
    );
  }
  if (pool.clientIds !== null && !pool.clientIds.includes(clientId)) {
    throw new ConfigurationError(
      `The factory for user pool ${userPoolId} has the clientId ${clientId}, which is not among the clientIds of ` +
        'the pool. Give the factory one of those.',
    );
  }
}
