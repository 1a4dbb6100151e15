import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { NO_POOL, type TokenUse, TokenVerifier } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { type RoutedHandler, routedHandlers } from './route-entries.js';
import type { RouteEntry } from './route-entry.js';

/**
 * Every handler of the application and what it asks of its callers: HTTP routes, fields of GraphQL resolvers, messages
 * of gateways and patterns of message handlers. Inject it where the table is wanted as data.
 *
 * What is registered past Nest, such as middleware, is not in it.
 *
 * @example
 * ```ts
 * import { Injectable } from '@nestjs/common';
 * import { RouteTable } from 'castellan';
 *
 * @Injectable()
 * export class PublicRoutes {
 *   constructor(private readonly table: RouteTable) {}
 *
 *   list(): string[] {
 *     return this.table.routes.filter((entry) => entry.public).map(({ route }) => route);
 *   }
 * }
 * ```
 */
@Injectable()
export class RouteTable {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly config: ApplicationConfig,
    private readonly verifier: TokenVerifier,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  /** In a stable order. Global prefix and versioning have to be set before it is asked for. */
  get routes(): readonly RouteEntry[] {
    return this.handlers.map(({ entry }) => entry);
  }

  /** @internal */
  get handlers(): readonly RoutedHandler[] {
    const { modules, config, pools } = this;
    return routedHandlers(
      { modules, config },
      {
        pools: pools?.map((name) => ({ name, tokenUse: tokenUseOf(this.options, name) })),
        defaultPool: this.verifier.userPools[0]?.name ?? NO_POOL,
        unguardedDoors: this.options.unguardedDoors,
      },
    );
  }

  /** The names of the user pools whose tokens are accepted; `undefined` where `resolvePool` knows others. */
  get pools(): readonly string[] | undefined {
    const { userPools, resolvesPools } = this.verifier;
    return resolvesPools ? undefined : userPools.map(({ name }) => name);
  }
}

function tokenUseOf({ userPools }: ResolvedCastellanOptions, pool: string): TokenUse | null {
  return userPools.find(({ name, userPoolId }) => (name ?? userPoolId) === pool)?.tokenUse ?? null;
}
