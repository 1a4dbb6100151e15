import type { IncomingMessage, ServerResponse } from 'node:http';
import { allOf, type Requirement, scopes } from '../policies/index.js';
import { describeType, readOptions, wrongOption } from '../tokens/option-checks.js';
import type { AuthRequest, AuthRoute } from '../user-pool/routes/auth-route.js';
import { AUTH_ROUTE_NAMES, type AuthRouteName } from '../user-pool/routes/auth-route-names.js';
import { authRoutes } from '../user-pool/routes/auth-routes.js';
import {
  ACCOUNT_SCOPE,
  AUTH_ROUTES_OPTIONS,
  type AuthRoutesOptions,
  resolveAuthRoutesOptions,
} from '../user-pool/routes/auth-routes-options.js';
import { readJson, requireJson } from '../user-pool/routes/json-body.js';
import { type AuthRoutesContext, runAuthRoute } from '../user-pool/routes/run-auth-route.js';
import type { UserPoolService } from '../user-pool/user-pool-service.js';
import { AuthPaths, type FoundRoute } from './auth-paths.js';
import type { Middleware, Next } from './exchange.js';
import type { ExpressCastellan } from './express-castellan.js';
import type { RunHandler } from './handlers.js';
import type { RequestOfCaller } from './request-augmentation.js';

/** A middleware of the application, such as a limiter, with its own types of requests and responses. */
export type AuthRouterMiddleware = (request: never, response: never, next: Next) => unknown;

/** What {@link authRouter} takes. */
export interface AuthRouterOptions extends AuthRoutesOptions {
  /**
   * Middleware of your own in front of the routes, by their names, and for `all`: limiters, for example. They see the
   * parsed body. Those of `all` come first. Default: none.
   */
  readonly before?: Readonly<Partial<Record<AuthRouteName | 'all', readonly AuthRouterMiddleware[]>>>;
}

const USER = 'authRouter(...)';

/**
 * Ready-made routes for everything that users do with their accounts, for Express 4 and 5: those of `AuthController`.
 * They read their bodies themselves, and are guarded by the Castellan they are given. Whatever is none of them goes on,
 * and so does what is left out: declare a route of your own behind it.
 *
 * @throws ConfigurationError that names the option, what was found and what to write.
 *
 * @example
 * ```ts
 * import { authRouter, createCastellan, UserPoolService } from 'castellan/express';
 * import express from 'express';
 *
 * const userPoolId = 'eu-west-1_AbCdEfGhI';
 * const castellan = createCastellan({ userPools: [{ userPoolId, clientIds: ['web'], tokenUse: 'access' }] });
 * const users = new UserPoolService({ userPoolId, clientId: 'web' });
 *
 * export const app = express();
 * app.use('/auth', authRouter(castellan, users));
 * app.use(castellan.authenticate());
 * ```
 */
export function authRouter(
  castellan: ExpressCastellan,
  users: UserPoolService,
  options: AuthRouterOptions = {},
): Middleware {
  readOptions(options, USER, [...AUTH_ROUTES_OPTIONS, 'before']);
  const { maxBodyBytes, require, ...rest } = resolveAuthRoutesOptions(USER, options);
  const before = readBefore(options.before ?? {});
  const paths = new AuthPaths(
    authRoutes(rest).map((route) => ({
      route,
      handlers: [
        ...(route.body === undefined ? [] : [parsedBody(maxBodyBytes)]),
        ...(before.all ?? []),
        ...(before[route.name] ?? []),
        ...guardsOf(castellan, route, require[route.name]),
        answerOf(route, { users, maxBodyBytes }),
      ],
    })),
  );
  const answerRefusal = castellan.errorHandler();
  return (request, response, next) => {
    const found = paths.find(request.method ?? '', request.url ?? '/');
    if (found === undefined) {
      next();
      return;
    }
    (request as RoutedRequest)[FOUND] = found;
    runInTurn(found.handlers, request, response, (error) => answerRefusal(error, request, response, next));
  };
}

const FOUND = Symbol('castellan.auth-route');

type RoutedRequest = IncomingMessage & RequestOfCaller & { body?: unknown; [FOUND]: FoundRoute };

/** Each runs when the one before lets the request go on. */
function runInTurn(
  handlers: readonly RunHandler[],
  request: IncomingMessage,
  response: ServerResponse,
  fail: Next,
): void {
  const runFrom = (index: number): void => {
    const handler = handlers[index];
    if (handler === undefined) return;
    const next: Next = (error) => {
      if (error === undefined || error === null) runFrom(index + 1);
      else fail(error);
    };
    try {
      // A middleware of the application may be an asynchronous function.
      const running = handler(request, response, next);
      if (running instanceof Promise) running.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
  runFrom(0);
}

/** Puts the body on the request, unless a parser of the application has done so. */
function parsedBody(maxBodyBytes: number): Middleware {
  return (request, _response, next) => {
    readBody(request as RoutedRequest, maxBodyBytes).then(() => {
      next();
    }, next);
  };
}

async function readBody(request: RoutedRequest, maxBodyBytes: number): Promise<void> {
  requireJson(request, maxBodyBytes);
  if (request.readableDidRead) return;
  request.body = await readJson(request, maxBodyBytes);
}

function guardsOf(
  castellan: ExpressCastellan,
  { access }: AuthRoute,
  required: Requirement | undefined,
): Middleware[] {
  const further = required === undefined ? [] : [required];
  if (access === 'user') {
    return [
      castellan.authenticate({ tokenUse: 'access' }),
      castellan.require(allOf(scopes(ACCOUNT_SCOPE), ...further)),
    ];
  }
  return [
    castellan.authenticate(),
    required === undefined ? castellan.public() : castellan.require(required),
  ];
}

function answerOf(route: AuthRoute, context: AuthRoutesContext): Middleware {
  return (request, response, next) => {
    runAuthRoute(route, context, callOf(request as RoutedRequest))
      .then((body) => {
        // Something of the application was faster, such as a time limit.
        if (!response.headersSent) writeBody(response, route.status, body);
      })
      .catch(next);
  };
}

function writeBody(response: ServerResponse, status: number, body: object | undefined): void {
  response.statusCode = status;
  response.setHeader('Cache-Control', 'no-store');
  if (body === undefined) {
    response.end();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}

function callOf(request: RoutedRequest): AuthRequest {
  const { params } = request[FOUND];
  const { caller, bearerToken } = request.castellan;
  return { request, body: request.body, params, caller, accessToken: bearerToken };
}

function readBefore(before: unknown): Readonly<Record<string, readonly RunHandler[]>> {
  const path = `${USER}: before`;
  for (const [name, list] of Object.entries(readOptions(before, path, ['all', ...AUTH_ROUTE_NAMES]))) {
    if (Array.isArray(list) && list.every((middleware) => typeof middleware === 'function')) continue;
    throw wrongOption(`${path}.${name}`, describeType(list), 'a list of middleware');
  }
  return before as Record<string, readonly RunHandler[]>;
}
