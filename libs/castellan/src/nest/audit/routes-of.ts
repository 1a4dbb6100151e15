import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import {
  ApplicationConfig,
  InitializeOnPreviewAllowlist,
  ModulesContainer,
  NestFactory,
  RouterModule,
} from '@nestjs/core';
import { NO_POOL } from '../../tokens/index.js';
import { MODULE_OPTIONS_TOKEN } from '../castellan.module-definition.js';
import { resolveOptions } from '../castellan.options.js';
import { type KnownOptions, routeEntries } from './route-entries.js';
import type { RouteEntry } from './route-entry.js';
import { RouteTable } from './route-table.js';

/** What of the options can be said without making a provider. */
const UNKNOWN: KnownOptions = { pools: undefined, defaultPool: undefined, unguardedDoors: [] };

/**
 * The route table of an application, or of its root module, in which case no provider is made: nothing connects,
 * listens or reads the environment. Of a root module the global prefix and the versioning are not known, because they
 * belong to the application; of options that a factory makes, neither are the names of user pools.
 *
 * @example
 * ```ts
 * import type { Type } from '@nestjs/common';
 * import { routesOf } from 'castellan';
 *
 * export async function publicRoutes(appModule: Type): Promise<string[]> {
 *   const routes = await routesOf(appModule);
 *   return routes.filter((entry) => entry.public).map(({ route }) => route);
 * }
 * ```
 */
export async function routesOf(
  application: Type | DynamicModule | INestApplicationContext,
): Promise<readonly RouteEntry[]> {
  if (isApplication(application)) return application.get(RouteTable, { strict: false }).routes;
  // Makes nothing but the paths that modules have.
  InitializeOnPreviewAllowlist.add(RouterModule);
  const preview = await NestFactory.createApplicationContext(application, {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const settings = {
    modules: preview.get(ModulesContainer),
    config: preview.get(ApplicationConfig, { strict: false }),
  };
  return routeEntries(settings, knownOptions(preview));
}

/** Whether it is an application that was made already. */
export function isApplication(value: unknown): value is INestApplicationContext {
  if (typeof value !== 'object' || value === null) return false;
  const { get, select } = value as Partial<INestApplicationContext>;
  return typeof get === 'function' && typeof select === 'function';
}

/** Options that were given as a value are there although no provider was made. */
function knownOptions(preview: INestApplicationContext): KnownOptions {
  const given = valueOf(preview, MODULE_OPTIONS_TOKEN);
  if (given === undefined || given === null) return UNKNOWN;
  const { userPools, resolvePool, unguardedDoors } = resolveOptions(given);
  const pools = userPools.map(({ name, userPoolId, tokenUse }) => ({ name: name ?? userPoolId, tokenUse }));
  return {
    pools: resolvePool === undefined ? pools : undefined,
    defaultPool: pools[0]?.name ?? NO_POOL,
    unguardedDoors,
  };
}

function valueOf(preview: INestApplicationContext, token: string | symbol): unknown {
  try {
    return preview.get<unknown>(token, { strict: false });
  } catch {
    // An application without CastellanModule has no such provider.
    return undefined;
  }
}
