import type { ExecutionContext } from '@nestjs/common';
import type { RouteReference } from '../../decisions/index.js';

/** What the requests of Express and of Fastify say about the route that was found. */
interface RoutedRequest {
  readonly method?: unknown;
  readonly route?: { readonly path?: unknown };
  readonly routeOptions?: { readonly url?: unknown };
}

/**
 * The handler, and for HTTP its method and the pattern of its path. Never the address that a client sent: it can carry
 * tokens, names and whatever else a client puts into it.
 */
export function observedRoute(context: ExecutionContext): RouteReference {
  const handler = `${context.getClass().name}.${context.getHandler().name}`;
  if (context.getType() !== 'http') return { handler };
  const { method, route, routeOptions } = context.switchToHttp().getRequest<RoutedRequest>();
  const path = routeOptions?.url ?? route?.path;
  return {
    handler,
    ...(typeof method === 'string' && { method }),
    ...(typeof path === 'string' && { path }),
  };
}
