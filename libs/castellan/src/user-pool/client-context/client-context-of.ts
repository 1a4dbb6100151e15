import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from 'proxy-addr';
import type { ClientContext } from './client-context.js';
import type { TrustProxy } from './trusted-proxies.js';

/** What is read of a request: that of Express or Node; of Fastify it is `request.raw`. */
export type ContextRequest = Pick<IncomingMessage, 'headers' | 'socket' | 'url'>;

/** Headers that describe a browser, and hold neither credentials nor cookies. */
const DESCRIPTIVE = ['user-agent', 'accept', 'accept-language', 'accept-encoding'] as const;
const MAX_HEADER_LENGTH = 512;
const MAX_PATH_LENGTH = 512;

/** From where a request comes. Only a proxy that is trusted may say who is behind it. */
export function clientContextOf(
  request: ContextRequest,
  trustProxy: TrustProxy,
  encodedData: string | undefined,
): ClientContext {
  return {
    ipAddress: addressOf(request, trustProxy),
    headers: descriptiveHeaders(request.headers),
    serverPath: pathOf(request.url),
    ...(encodedData !== undefined && { encodedData }),
  };
}

function addressOf(request: ContextRequest, trustProxy: TrustProxy): string {
  const direct = plainAddress(request.socket.remoteAddress ?? '');
  // The connection is gone already.
  if (direct === '') return '';
  const found = plainAddress(proxyAddress(request as IncomingMessage, trustProxy));
  // What a proxy passed on unread need not be an address.
  return isIP(found) === 0 ? direct : found;
}

/** IPv4 over a socket of IPv6 is IPv4. */
function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}

function descriptiveHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of DESCRIPTIVE) {
    const value = headers[name];
    if (value !== undefined) found[name] = value.slice(0, MAX_HEADER_LENGTH);
  }
  return found;
}

/** Without the query, which may hold a secret. */
function pathOf(url: string | undefined): string {
  const [path = ''] = (url ?? '').split(/[?#]/, 1);
  return path === '' ? '/' : path.slice(0, MAX_PATH_LENGTH);
}
