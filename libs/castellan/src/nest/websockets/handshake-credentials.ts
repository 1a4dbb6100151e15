import type { IncomingMessage } from 'node:http';
import { InvalidRequestError } from '../../errors/index.js';

/** The tokens of a handshake, wherever it carries them. */
export interface HandshakeTokens {
  readonly token: string | undefined;
  readonly idToken: string | undefined;
}

/** Where tokens are read from beside the headers. */
export interface HandshakeSources {
  readonly request: IncomingMessage;
  /** What a client of Socket.IO sends as `auth`. */
  readonly auth?: unknown;
  readonly tokenInQuery: boolean;
  /** In lower case. */
  readonly idTokenHeader: string;
}

/** How a browser, which cannot set headers, puts a token among the subprotocols it offers. */
const TOKEN_PROTOCOL = 'bearer.';
const ID_TOKEN_PROTOCOL = 'id-token.';

/** Whether an offered subprotocol carries a token: it must never be chosen, because it would be sent back. */
export function carriesToken(protocol: string): boolean {
  return protocol.startsWith(TOKEN_PROTOCOL) || protocol.startsWith(ID_TOKEN_PROTOCOL);
}

/**
 * The headers of a handshake, with the tokens among them that came in another way: `auth` of Socket.IO, a subprotocol,
 * or the query where that is switched on.
 *
 * @throws InvalidRequestError `multiple_credentials` when there is more than one.
 */
export function handshakeHeaders(sources: HandshakeSources): readonly string[] {
  const { rawHeaders } = sources.request;
  const token = only([
    ...fromAuth(sources, 'token'),
    ...fromProtocols(sources, TOKEN_PROTOCOL),
    ...fromQuery(sources, 'access_token'),
  ]);
  const idToken = only([
    ...fromAuth(sources, 'idToken'),
    ...fromProtocols(sources, ID_TOKEN_PROTOCOL),
    ...fromQuery(sources, 'id_token'),
  ]);
  return withTokens(rawHeaders, { token, idToken }, sources.idTokenHeader);
}

/** Headers with tokens added. One that is there already makes two, which whoever reads them refuses. */
export function withTokens(
  rawHeaders: readonly string[],
  { token, idToken }: HandshakeTokens,
  idTokenHeader: string,
): readonly string[] {
  return [
    ...rawHeaders,
    ...(token === undefined ? [] : ['authorization', `Bearer ${token}`]),
    ...(idToken === undefined ? [] : [idTokenHeader, idToken]),
  ];
}

/** Headers without any token. */
export function withoutTokens(rawHeaders: readonly string[], idTokenHeader: string): readonly string[] {
  const left: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = [rawHeaders[index], rawHeaders[index + 1]];
    const lowerCase = name.toLowerCase();
    if (lowerCase !== 'authorization' && lowerCase !== idTokenHeader) left.push(name, value);
  }
  return left;
}

function fromAuth({ auth }: HandshakeSources, name: 'token' | 'idToken'): string[] {
  if (typeof auth !== 'object' || auth === null || !Object.hasOwn(auth, name)) return [];
  const value: unknown = (auth as Record<string, unknown>)[name];
  if (value === undefined || value === null) return [];
  // What is no text is a malformed token, and not none.
  return [typeof value === 'string' ? value.replace(/^bearer /i, '') : ''];
}

function fromProtocols({ request }: HandshakeSources, prefix: string): string[] {
  const offered = request.headers['sec-websocket-protocol'];
  if (offered === undefined) return [];
  return offered.split(',').flatMap((protocol) => {
    const name = protocol.trim();
    return name.startsWith(prefix) ? [name.slice(prefix.length)] : [];
  });
}

function fromQuery({ request, tokenInQuery }: HandshakeSources, name: string): string[] {
  if (!tokenInQuery) return [];
  const [, query = ''] = (request.url ?? '').split('?', 2);
  return new URLSearchParams(query).getAll(name);
}

function only(tokens: readonly string[]): string | undefined {
  if (tokens.length <= 1) return tokens[0];
  throw new InvalidRequestError(
    'multiple_credentials',
    'The handshake carries more than one token of a kind. Send it in one way, once.',
  );
}
