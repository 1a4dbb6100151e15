import type { InjectionToken } from '@nestjs/common';
import {
  describeType,
  describeValue,
  readFunction,
  readOptions,
  wrongOption,
} from '../../tokens/option-checks.js';
import { AUTH_ROUTE_NAMES, type AuthRouteName } from '../../user-pool/routes/auth-route-names.js';
import {
  AUTH_ROUTES_OPTIONS,
  type AuthRoutesOptions,
  resolveAuthRoutesOptions,
  type ResolvedAuthRoutesOptions,
} from '../../user-pool/routes/auth-routes-options.js';
import { UserPoolService } from '../../user-pool/user-pool-service.js';
import type { SwaggerDecorators } from './swagger-decorators.js';

/** What {@link AuthController} takes. */
export interface AuthControllerOptions extends AuthRoutesOptions {
  /** The path of the controller. Default `auth`. */
  readonly path?: string;
  /**
   * Decorators of your own for the handlers, by the names of the routes, and for `all`: `@Throttle(...)` of
   * `@nestjs/throttler`, `@UseGuards(...)`, `@Version(...)`. Those of `all` come first. Default: none.
   */
  readonly decorate?: Readonly<Partial<Record<AuthRouteName | 'all', readonly MethodDecorator[]>>>;
  /** The package `@nestjs/swagger`, to describe the routes with: `import * as swagger`. Default: they are not described. */
  readonly swagger?: SwaggerDecorators;
  /** The tag of the routes in descriptions. Default `Authentication`. */
  readonly tag?: string;
  /** The provider of the `UserPoolService`, for applications with several. Default `UserPoolService`. */
  readonly userPool?: InjectionToken;
}

/** The options with every default filled in. */
export interface ResolvedAuthControllerOptions extends ResolvedAuthRoutesOptions {
  readonly path: string;
  readonly decorate: NonNullable<AuthControllerOptions['decorate']>;
  readonly swagger: SwaggerDecorators | undefined;
  readonly tag: string;
  readonly userPool: InjectionToken;
}

const USER = 'AuthController(...)';

/** @throws ConfigurationError that names the option, what was found and what to write. */
export function resolveAuthControllerOptions(given: AuthControllerOptions): ResolvedAuthControllerOptions {
  readOptions(given, USER, [...AUTH_ROUTES_OPTIONS, 'path', 'decorate', 'swagger', 'tag', 'userPool']);
  const { path = 'auth', decorate = {}, swagger, tag = 'Authentication', userPool = UserPoolService } = given;
  for (const [name, value] of [
    ['path', path],
    ['tag', tag],
  ] as const) {
    if (typeof (value as unknown) !== 'string') {
      throw wrongOption(`${USER}: ${name}`, describeValue(value), `a string such as '${name}'`);
    }
  }
  readDecorators(decorate);
  if (swagger !== undefined) readSwagger(swagger);
  return { ...resolveAuthRoutesOptions(USER, given), path, decorate, swagger, tag, userPool };
}

function readDecorators(decorate: unknown): void {
  const path = `${USER}: decorate`;
  for (const [name, list] of Object.entries(readOptions(decorate, path, ['all', ...AUTH_ROUTE_NAMES]))) {
    if (Array.isArray(list) && list.every((decorator) => typeof decorator === 'function')) continue;
    throw wrongOption(`${path}.${name}`, describeType(list), 'a list of method decorators');
  }
}

function readSwagger(swagger: unknown): void {
  const path = `${USER}: swagger`;
  if (typeof swagger !== 'object' || swagger === null) {
    throw wrongOption(path, describeType(swagger), "what import * as swagger from '@nestjs/swagger' gives");
  }
  for (const name of ['ApiOperation', 'ApiParam', 'ApiResponse'] as const) {
    readFunction((swagger as Partial<SwaggerDecorators>)[name], `${path}.${name}`);
  }
}
