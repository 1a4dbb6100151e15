import type { IncomingMessage, ServerResponse } from 'node:http';

/** The two ends of one HTTP exchange as Node has them, whatever framework is around them. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Fastify wraps Node's objects and keeps them under `raw`; Express extends them. */
export function rawRequest(request: IncomingMessage | { readonly raw: IncomingMessage }): IncomingMessage {
  return 'rawHeaders' in request ? request : request.raw;
}

export function rawResponse(response: ServerResponse | { readonly raw: ServerResponse }): ServerResponse {
  return 'writeHead' in response ? response : response.raw;
}
