import type { ArgumentsHost } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rawRequest, rawResponse } from '../../http/http-exchange.js';

/**
 * Node's request behind an HTTP context of Nest, on Express and on Fastify. Every request asks several times, and
 * `switchToHttp()` makes three functions each time.
 */
export function httpRequest(host: ArgumentsHost): IncomingMessage {
  return rawRequest(host.getArgByIndex<IncomingMessage | { readonly raw: IncomingMessage }>(0));
}

/** Node's response behind an HTTP context of Nest, on Express and on Fastify. */
export function httpResponse(host: ArgumentsHost): ServerResponse {
  return rawResponse(frameworkResponse(host) as ServerResponse | { readonly raw: ServerResponse });
}

/** The response as Express or Fastify has it. */
export function frameworkResponse(host: ArgumentsHost): unknown {
  return host.getArgByIndex(1);
}
