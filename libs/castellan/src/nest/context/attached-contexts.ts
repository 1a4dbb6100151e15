import type { ArgumentsHost } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { ConfigurationError } from '../../errors/index.js';
import { type GraphqlField, graphqlFieldOf, type GraphqlInfo } from '../graphql/graphql-field.js';
import type { RequestContext } from './request-context.js';
import { httpRequest } from './transport.js';

const REQUEST_CONTEXT = Symbol('castellan.request-context');

type WithContext = object & { [REQUEST_CONTEXT]?: RequestContext };
type WithFieldContexts = GraphqlInfo & { [REQUEST_CONTEXT]?: Map<unknown, RequestContext> };

/**
 * Ties a context to a request of HTTP, by the list of its headers, which belongs to this request alone. Express leaves
 * each request with a hidden class of its own, so that one more member of the request takes a microsecond.
 */
export function attachToRequest({ rawHeaders }: IncomingMessage, context: RequestContext): void {
  attachTo(rawHeaders, context);
}

/** Ties a context to one call: to an object among the arguments of Nest's context that belongs to this call alone. */
export function attachTo(call: object, context: RequestContext): void {
  (call as WithContext)[REQUEST_CONTEXT] = context;
}

/** Ties a context to one run of a field. References of one field have the same information and differ in the parent. */
export function attachFieldContext({ info, parent }: GraphqlField, context: RequestContext): void {
  const contexts = (info as WithFieldContexts)[REQUEST_CONTEXT];
  if (contexts === undefined) (info as WithFieldContexts)[REQUEST_CONTEXT] = new Map([[parent, context]]);
  else contexts.set(parent, context);
}

/**
 * The context of the call that is being handled.
 *
 * @throws ConfigurationError if the authentication guard has not run, which means that it was replaced.
 */
export function requestContextOf(host: ArgumentsHost): RequestContext {
  const found = findRequestContext(host);
  if (found !== undefined) return found;
  throw new ConfigurationError(
    `Castellan has no caller for this request because its authentication guard did not run. ` +
      `Import CastellanModule.forRoot(...) in the root module, and do not replace AuthenticationGuard by a guard ` +
      `that does nothing.`,
  );
}

/** The context of the call that is being handled; `undefined` before the authentication guard has run. */
export function findRequestContext(host: ArgumentsHost): RequestContext | undefined {
  switch (host.getType<string>()) {
    case 'http':
      return (httpRequest(host).rawHeaders as WithContext)[REQUEST_CONTEXT];
    case 'graphql': {
      const { info, parent } = graphqlFieldOf(host);
      return (info as WithFieldContexts)[REQUEST_CONTEXT]?.get(parent);
    }
    default:
      return host.getArgs<unknown[]>().find(hasContext)?.[REQUEST_CONTEXT];
  }
}

function hasContext(argument: unknown): argument is WithContext {
  return typeof argument === 'object' && argument !== null && REQUEST_CONTEXT in argument;
}
