import type { TokenUse, UserPoolOptions } from '../tokens/index.js';
import { refuseInProduction } from './refuse-in-production.js';
import type { TokenFactory } from './token-factory.js';

/** What a test says about the pool besides what its factory says. */
export interface TestUserPoolOptions {
  /** What the application calls the pool. Default: its ID. Policies that name a pool need the same name. */
  readonly name?: string;
  /** The app clients that are accepted. Default: that of the factory. */
  readonly clientIds?: readonly string[];
  /** Which tokens are accepted. Default `access`. */
  readonly tokenUse?: TokenUse;
}

/**
 * The options of a user pool whose keys are pinned to those of a factory: the application verifies everything, and
 * nothing is fetched.
 *
 * The keys are those of this moment. A key that the factory rotates in later is not known to the application;
 * test rotation with {@link startJwksServer}.
 *
 * @example
 * ```ts
 * import { CastellanModule } from 'castellan';
 * import { testUserPool, TokenFactory } from 'castellan/testing';
 *
 * const factory = new TokenFactory();
 *
 * export const castellan = CastellanModule.forRoot({ userPools: [testUserPool(factory)] });
 * ```
 */
export function testUserPool(factory: TokenFactory, options: TestUserPoolOptions = {}): UserPoolOptions {
  refuseInProduction(process.env);
  return { ...userPoolOf(factory, options), jwks: factory.jwks };
}

/** The options of a factory's user pool, whose keys are fetched from its issuer. */
export function userPoolOf(
  { userPoolId, issuer, clientId }: TokenFactory,
  { name, clientIds = [clientId], tokenUse = 'access' }: TestUserPoolOptions,
): UserPoolOptions {
  return { ...(name !== undefined && { name }), userPoolId, issuer, clientIds, tokenUse };
}
