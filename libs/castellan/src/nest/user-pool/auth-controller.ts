import {
  Controller,
  Header,
  HttpCode,
  Inject,
  RequestMapping,
  RequestMethod,
  UseFilters,
} from '@nestjs/common';
import { scopes } from '../../policies/index.js';
import type { AuthRequest, AuthRoute } from '../../user-pool/routes/auth-route.js';
import { authRoutes } from '../../user-pool/routes/auth-routes.js';
import { ACCOUNT_SCOPE } from '../../user-pool/routes/auth-routes-options.js';
import { runAuthRoute } from '../../user-pool/routes/run-auth-route.js';
import type { UserPoolService } from '../../user-pool/user-pool-service.js';
import { Public, Require } from '../decorators/requirements.js';
import { TokenUse } from '../decorators/token.decorators.js';
import { AuthCall } from './auth-call.decorator.js';
import {
  type AuthControllerOptions,
  resolveAuthControllerOptions,
  type ResolvedAuthControllerOptions,
} from './auth-controller-options.js';
import type { AuthHandlers } from './auth-handlers.js';
import { swaggerDecoratorsOf } from './swagger-decorators.js';
import { TooManyRequestsFilter } from './too-many-requests.filter.js';

/** The class that {@link AuthController} makes. */
export type AuthControllerClass = new (users: UserPoolService) => AuthHandlers;

const RUN = Symbol('castellan.run-auth-route');

/**
 * Makes a controller with ready-made routes for everything that users do with their accounts: sign-up, sign-in with all
 * its challenges, refresh, sign-out, passwords, attributes, second factors, devices and passkeys. They stand on the
 * `UserPoolService` of `UserPoolModule`, behind the guards of `CastellanModule` as every other route.
 *
 * A route that is left out does not exist. To replace one, leave it out and write a controller of your own for it, or
 * extend the class: a method that overrides a route is a route only with decorators of its own.
 *
 * @throws ConfigurationError that names the option, what was found and what to write.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { CastellanModule } from 'castellan';
 * import { AuthController, UserPoolModule } from 'castellan/user-pool';
 *
 * const userPoolId = 'eu-west-1_AbCdEfGhI';
 *
 * @Module({
 *   imports: [
 *     CastellanModule.forRoot({ userPools: [{ userPoolId, clientIds: ['web'], tokenUse: 'access' }] }),
 *     UserPoolModule.forRoot({ userPoolId, clientId: 'web' }),
 *   ],
 *   controllers: [AuthController({ path: 'auth', without: ['deleteMe'] })],
 * })
 * export class AppModule {}
 * ```
 */
export function AuthController(options: AuthControllerOptions = {}): AuthControllerClass {
  const resolved = resolveAuthControllerOptions(options);
  const { path, maxBodyBytes, userPool } = resolved;

  class AuthController {
    constructor(private readonly users: UserPoolService) {}

    [RUN](route: AuthRoute, call: AuthRequest): Promise<object | undefined> {
      return runAuthRoute(route, { users: this.users, maxBodyBytes }, call);
    }
  }
  Controller(path)(AuthController);
  UseFilters(TooManyRequestsFilter)(AuthController);
  Inject(userPool)(AuthController, undefined, 0);
  for (const route of authRoutes(resolved)) {
    addHandler(AuthController.prototype, route, decoratorsOf(route, resolved));
  }
  return AuthController as unknown as AuthControllerClass;
}

interface RunsRoutes {
  [RUN](route: AuthRoute, call: AuthRequest): Promise<object | undefined>;
}

/** Adds a handler as it would be if it stood in the class with its decorators. */
function addHandler(prototype: object, route: AuthRoute, decorators: readonly MethodDecorator[]): void {
  const { name } = route;
  const { [name]: value } = {
    [name](this: RunsRoutes, call: AuthRequest): Promise<object | undefined> {
      return this[RUN](route, call);
    },
  };
  const descriptor: PropertyDescriptor = { value, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(prototype, name, descriptor);
  AuthCall()(prototype, name, 0);
  let decorated = descriptor;
  for (const decorate of decorators) {
    decorated = (decorate(prototype, name, decorated) as PropertyDescriptor | undefined) ?? decorated;
  }
  Object.defineProperty(prototype, name, decorated);
}

function decoratorsOf(
  route: AuthRoute,
  { require, decorate, swagger, tag }: ResolvedAuthControllerOptions,
): readonly MethodDecorator[] {
  const required = require[route.name];
  return [
    RequestMapping({ path: route.path, method: RequestMethod[route.method] }),
    HttpCode(route.status),
    Header('Cache-Control', 'no-store'),
    ...(route.access === 'everybody' ? [Public()] : [TokenUse('access'), Require(scopes(ACCOUNT_SCOPE))]),
    ...(required === undefined ? [] : [Require(required)]),
    ...(swagger === undefined ? [] : swaggerDecoratorsOf(route, swagger, tag)),
    ...(decorate.all ?? []),
    ...(decorate[route.name] ?? []),
  ];
}
