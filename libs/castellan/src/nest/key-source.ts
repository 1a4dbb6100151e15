import type { TokenVerifierOptions, UserPoolOptions } from '../tokens/index.js';

/**
 * Says with which keys the tokens of a user pool are verified in place of those that its options name or its issuer
 * publishes; `undefined` leaves it at those.
 */
export type KeySource = (pool: UserPoolOptions) => UserPoolOptions['jwks'];

/**
 * Injection token of the module's {@link KeySource}. An application leaves it alone; a test puts
 * `testKeys(...)` of `castellan/testing` there, and all else stays as the application configures it.
 *
 * @example
 * ```ts
 * import type { TestingModuleBuilder } from '@nestjs/testing';
 * import { KEY_SOURCE } from 'castellan';
 * import { testKeys, type TokenFactory } from 'castellan/testing';
 *
 * export function withKeysOf(factory: TokenFactory, builder: TestingModuleBuilder): TestingModuleBuilder {
 *   return builder.overrideProvider(KEY_SOURCE).useValue(testKeys(factory));
 * }
 * ```
 */
export const KEY_SOURCE = Symbol('castellan.key-source');

/** Keys come from where the options of each pool say. */
export const CONFIGURED_KEYS: KeySource = () => undefined;

/** The options with the keys of a source, for the configured pools and for those that are resolved. */
export function withKeysFrom(source: KeySource, options: TokenVerifierOptions): TokenVerifierOptions {
  if (source === CONFIGURED_KEYS) return options;
  const withKeys = (pool: UserPoolOptions): UserPoolOptions => {
    const jwks = source(pool);
    return jwks === undefined ? pool : { ...pool, jwks };
  };
  const { userPools, resolvePool } = options;
  return {
    ...options,
    userPools: userPools.map(withKeys),
    ...(resolvePool !== undefined && {
      resolvePool: async (issuer) => {
        const pool = (await resolvePool(issuer)) as UserPoolOptions | undefined | null;
        return pool === undefined || pool === null ? undefined : withKeys(pool);
      },
    }),
  };
}
