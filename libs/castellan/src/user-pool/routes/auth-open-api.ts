import { describeValue, readOptions, wrongOption } from '../../tokens/option-checks.js';
import { authRoutes } from './auth-routes.js';
import {
  AUTH_ROUTES_OPTIONS,
  type AuthRoutesOptions,
  resolveAuthRoutesOptions,
} from './auth-routes-options.js';
import { describeRoutes, type OpenApiDocument } from './open-api.js';

/** What {@link authOpenApi} takes: the options that the routes are mounted with, and where they are. */
export interface AuthOpenApiOptions extends AuthRoutesOptions {
  /** The whole path that the routes are mounted at, prefixes included. Default `/auth`. */
  readonly path?: string;
  /** The title of the description. Default `Authentication`. */
  readonly title?: string;
  /** The version of your API. Default `1.0.0`. */
  readonly version?: string;
  /** The tag of the routes. Default `Authentication`. */
  readonly tag?: string;
}

const USER = 'authOpenApi(...)';

/**
 * Describes the ready-made routes in OpenAPI 3.1, made of the very schemas that bodies are checked with.
 *
 * @throws ConfigurationError that names the option, what was found and what to write.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { authOpenApi } from 'castellan/user-pool';
 *
 * writeFileSync('auth.openapi.json', JSON.stringify(authOpenApi({ path: '/api/auth' })));
 * ```
 */
export function authOpenApi(options: AuthOpenApiOptions = {}): OpenApiDocument {
  const { path = '/auth', title = 'Authentication', version = '1.0.0', tag = 'Authentication' } = options;
  readOptions(options, USER, [...AUTH_ROUTES_OPTIONS, 'path', 'title', 'version', 'tag']);
  if (!/^(?:\/[^/?#\s]+)*$/.test(path)) {
    throw wrongOption(
      `${USER}: path`,
      describeValue(path),
      "a path without a slash at the end, such as '/auth'",
    );
  }
  return describeRoutes(authRoutes(resolveAuthRoutesOptions(USER, options)), { path, title, version, tag });
}
