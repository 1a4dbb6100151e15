import { METHODS } from 'node:http';
import { ConfigurationError } from '../errors/index.js';

type Handler = (...parameters: never[]) => unknown;
type Route = Record<string, unknown>;

interface Router {
  readonly stack: readonly { readonly route?: unknown }[];
  route(path: unknown): Route;
}

/** An application of Express 4 makes its router when it is first asked for. */
interface Application {
  readonly lazyrouter?: () => void;
  readonly _router?: unknown;
  readonly router?: unknown;
}

const ROUTE_METHODS = [...METHODS.map((method) => method.toLowerCase()), 'all'];

/**
 * Has every handler that is declared on an application or a router from now on made into another by `close`.
 *
 * @throws ConfigurationError if it is neither, or has routes already, which would stay as they are.
 */
export function closeRoutes(target: object, close: (handler: Handler) => Handler): void {
  const router = routerOf(target);
  if (router.stack.some(({ route }) => route !== undefined)) {
    throw new ConfigurationError(
      'protect(...) was given an application or a router that has routes already, which would stay open. Call it ' +
        'before the first route is declared.',
    );
  }
  const makeRoute = router.route.bind(router);
  router.route = (path) => {
    const route = makeRoute(path);
    for (const method of ROUTE_METHODS) {
      const declare = route[method];
      if (!isFunction(declare)) continue;
      route[method] = (...handlers: unknown[]): unknown =>
        declare.apply(
          route,
          handlers
            .flat(Infinity)
            .map((handler) => (isFunction(handler) ? close(handler) : handler)) as never[],
        );
    }
    return route;
  };
}

function routerOf(target: object): Router {
  if (!isFunction(target)) return requireRouter(undefined);
  const application = target as Application;
  if (typeof application.lazyrouter === 'function') {
    application.lazyrouter();
    return requireRouter(application._router);
  }
  // Express 5 makes the router of an application when it is first read.
  return requireRouter(isRouter(target) ? target : application.router);
}

function requireRouter(value: unknown): Router {
  if (isRouter(value)) return value;
  throw new ConfigurationError(
    'protect(...) takes an application or a router of Express 4 or 5, such as protect(express()).',
  );
}

function isRouter(value: unknown): value is Router {
  if (typeof value !== 'function') return false;
  const { stack, route } = value as Partial<Record<'stack' | 'route', unknown>>;
  return Array.isArray(stack) && typeof route === 'function';
}

function isFunction(value: unknown): value is Handler {
  return typeof value === 'function';
}
