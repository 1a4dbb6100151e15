import type { ArgumentsHost } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AccessDeniedError, ConfigurationError } from '../../errors/index.js';
import { type HttpExchange, rawRequest, rawResponse } from '../../http/http-exchange.js';
import { graphqlFieldOf } from './graphql-field.js';
import { responseTo } from './response-link.js';

/** What is read of a GraphQL context: Nest adds `req`, Mercurius adds `reply`. */
interface CarriedByContext {
  readonly req?: unknown;
  readonly reply?: { readonly request?: unknown; readonly raw?: unknown };
}

type FrameworkRequest = IncomingMessage | { readonly raw: IncomingMessage };

/**
 * The HTTP exchange behind a field of a GraphQL operation.
 *
 * @throws AccessDeniedError for subscriptions, and for operations through a WebSocket whose connection is not known.
 * @throws ConfigurationError if the context has no request, or that of another operation.
 */
export function graphqlExchange(host: ArgumentsHost): HttpExchange {
  const { context, info } = graphqlFieldOf(host);
  if (info.operation.operation === 'subscription') throw overWebSocket();
  const request = requestIn(context);
  if (/websocket/i.test(request.headers.upgrade ?? '')) throw overWebSocket();
  const response = responseIn(context) ?? responseTo(request);
  if (response === undefined) throw overWebSocket();
  if (response.writableEnded) {
    throw new ConfigurationError(
      'The request in the GraphQL context has been answered already. Either a field was resolved after the answer, or ' +
        'requests share one context. Make a new object in the context function of GraphQLModule for each request.',
    );
  }
  return { request, response };
}

function requestIn(context: CarriedByContext): IncomingMessage {
  const [request, other] = [context.req, context.reply?.request].filter(isRequest).map(rawRequest);
  if (request === undefined) {
    throw new ConfigurationError(
      'The GraphQL context does not carry the HTTP request, so nobody can be authenticated. Have the context function ' +
        'of GraphQLModule return an object without a "req" of its own, which Nest then adds, or write ' +
        'context: ({ req }) => ({ req }).',
    );
  }
  if (other !== undefined && other !== request) {
    throw new ConfigurationError(
      'The GraphQL context carries two different requests: it is shared by several. Write the context of ' +
        'GraphQLModule as a function that makes a new object for each request.',
    );
  }
  return request;
}

function responseIn({ reply }: CarriedByContext): ServerResponse | undefined {
  return isResponse(reply) ? rawResponse(reply) : undefined;
}

function overWebSocket(): AccessDeniedError {
  return new AccessDeniedError(
    'Castellan does not guard GraphQL subscriptions over HTTP, so it denies them. It guards those over graphql-ws.',
  );
}

function isRequest(value: unknown): value is FrameworkRequest {
  return hasMember(value, 'rawHeaders') || (hasMember(value, 'raw') && hasMember(value.raw, 'rawHeaders'));
}

function isResponse(value: unknown): value is { readonly raw: ServerResponse } {
  return hasMember(value, 'raw') && hasMember(value.raw, 'writeHead');
}

function hasMember<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}
