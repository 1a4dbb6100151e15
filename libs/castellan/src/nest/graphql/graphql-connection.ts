import type { ArgumentsHost } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { graphqlFieldOf } from './graphql-field.js';

/** The WebSocket that an operation came through. */
export interface GraphqlConnection {
  /** The request of its handshake. */
  readonly request: IncomingMessage;
  /** What the client sent when it connected: `connectionParams` of graphql-ws. */
  readonly params: unknown;
  /** `undefined` with Mercurius, which keeps it to itself. */
  readonly socket: ClosableSocket | undefined;
}

interface ClosableSocket {
  close(code: number, reason: string): void;
}

/** What is read of a GraphQL context: Nest puts the context of graphql-ws where the request of HTTP is. */
interface CarriedByContext {
  readonly req?: {
    readonly connectionParams?: unknown;
    readonly extra?: { readonly request?: unknown; readonly socket?: ClosableSocket };
  };
  /** Those of Mercurius. */
  readonly request?: { readonly raw?: unknown };
  readonly reply?: { readonly request?: { readonly raw?: unknown } };
  readonly _connectionInit?: unknown;
}

/** The WebSocket behind a field of an operation; `undefined` for an operation over HTTP. */
export function graphqlConnectionOf(host: ArgumentsHost): GraphqlConnection | undefined {
  const context: CarriedByContext = graphqlFieldOf(host).context;
  const { req } = context;
  const ofGraphqlWs = req?.extra?.request;
  if (isRequest(ofGraphqlWs)) {
    return { request: ofGraphqlWs, params: req?.connectionParams, socket: req?.extra?.socket };
  }
  const ofMercurius = context.request?.raw ?? context.reply?.request?.raw;
  if (!isRequest(ofMercurius) || !isUpgrade(ofMercurius) || isRequest(req)) return undefined;
  return { request: ofMercurius, params: context._connectionInit, socket: undefined };
}

function isRequest(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'rawHeaders' in value;
}

/** Node says of a request whether it has left HTTP: anybody can send the header. */
function isUpgrade(request: IncomingMessage & { readonly upgrade?: unknown }): boolean {
  return request.upgrade === true && /websocket/i.test(request.headers.upgrade ?? '');
}

/**
 * The headers of the handshake, and those of the parameters of the connection that carry tokens. One in both makes two,
 * which whoever reads them refuses.
 */
export function connectionHeaders(
  { request, params }: GraphqlConnection,
  idTokenHeader: string,
): readonly string[] {
  if (typeof params !== 'object' || params === null) return request.rawHeaders;
  const carried = Object.entries(params).flatMap(([name, value]: [string, unknown]) => {
    const lowerCase = name.toLowerCase();
    if (lowerCase !== 'authorization' && lowerCase !== idTokenHeader) return [];
    if (value === undefined || value === null) return [];
    // What is no text is a malformed token, and not none.
    return [lowerCase, typeof value === 'string' ? value : lowerCase === 'authorization' ? 'Bearer' : ''];
  });
  return [...request.rawHeaders, ...carried];
}
