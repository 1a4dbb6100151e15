import type { ArgumentsHost } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AccessDeniedError } from '../../errors/index.js';

/** The two ends of one HTTP exchange as Node has them, whatever framework is around them. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The HTTP exchange behind a Nest context, on Express and on Fastify. This is the one place that knows about
 * transports. A context of another kind is denied: nothing is open because nobody thought of it.
 *
 * @throws AccessDeniedError for a context that is not HTTP.
 */
export function httpExchange(context: ArgumentsHost): HttpExchange {
  const type: string = context.getType();
  if (type !== 'http') {
    throw new AccessDeniedError(
      `Castellan cannot authenticate a "${type}" context, so it denies it. Only HTTP handlers are supported.`,
    );
  }
  const http = context.switchToHttp();
  return { request: rawRequest(http.getRequest()), response: rawResponse(http.getResponse()) };
}

/** Fastify wraps Node's objects and keeps them under `raw`; Express extends them. */
function rawRequest(request: IncomingMessage | { readonly raw: IncomingMessage }): IncomingMessage {
  return 'rawHeaders' in request ? request : request.raw;
}

function rawResponse(response: ServerResponse | { readonly raw: ServerResponse }): ServerResponse {
  return 'writeHead' in response ? response : response.raw;
}
