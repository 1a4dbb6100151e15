import type { ArgumentsHost } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AccessDeniedError } from '../../errors/index.js';
import { graphqlExchange } from '../graphql/graphql-exchange.js';
import { type HttpExchange, rawRequest, rawResponse } from './http-exchange.js';

/**
 * The HTTP exchange behind a Nest context, on Express and on Fastify. This is the one place that knows about
 * transports. A context of another kind is denied: nothing is open because nobody thought of it.
 *
 * @throws AccessDeniedError for a context that is neither HTTP nor GraphQL over HTTP.
 * @throws ConfigurationError if a GraphQL context does not have its request.
 */
export function httpExchange(context: ArgumentsHost): HttpExchange {
  const type = context.getType<string>();
  if (type === 'graphql') return graphqlExchange(context);
  if (type !== 'http') {
    throw new AccessDeniedError(
      `Castellan cannot authenticate a "${type}" context, so it denies it. Only HTTP handlers and GraphQL resolvers ` +
        'are supported.',
    );
  }
  const http = context.switchToHttp();
  return {
    request: rawRequest(http.getRequest<IncomingMessage | { readonly raw: IncomingMessage }>()),
    response: rawResponse(http.getResponse<ServerResponse | { readonly raw: ServerResponse }>()),
  };
}

/** Whether a context is that of a field of a GraphQL operation. */
export function isGraphql(context: ArgumentsHost): boolean {
  return context.getType<string>() === 'graphql';
}
