import type { ObservedRequest } from '../decisions/index.js';
import { readRequestId } from '../decisions/index.js';
import type { ExpressRequest } from './exchange.js';

/**
 * The method and the pattern of the path, where it is known yet: a requirement of `app.use` comes before the route is
 * found. Never the address that a client sent, which can carry whatever a client puts into it.
 */
export function observedRequest(
  request: ExpressRequest,
  requestIdHeader: string | undefined,
): ObservedRequest {
  const path = request.route?.path;
  const handler = typeof path === 'string' ? path : 'middleware';
  const requestId =
    requestIdHeader === undefined ? undefined : readRequestId(request.rawHeaders, requestIdHeader);
  return {
    route: {
      handler,
      ...(request.method !== undefined && { method: request.method }),
      ...(typeof path === 'string' && { path }),
    },
    ...(requestId !== undefined && { requestId }),
  };
}
