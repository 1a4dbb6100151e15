import type { ArgumentsHost } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rawRequest, rawResponse } from '../../http/http-exchange.js';

/** Node's request behind an HTTP context of Nest, on Express and on Fastify. */
export function httpRequest(host: ArgumentsHost): IncomingMessage {
  return rawRequest(host.switchToHttp().getRequest<IncomingMessage | { readonly raw: IncomingMessage }>());
}

/** Node's response behind an HTTP context of Nest, on Express and on Fastify. */
export function httpResponse(host: ArgumentsHost): ServerResponse {
  return rawResponse(host.switchToHttp().getResponse<ServerResponse | { readonly raw: ServerResponse }>());
}
