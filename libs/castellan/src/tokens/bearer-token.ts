import { InvalidRequestError } from '../errors/index.js';

const SCHEME = 'bearer';

/**
 * Reads the bearer token of a request from its `Authorization` header (RFC 6750, section 2.1).
 *
 * It takes the raw headers because Node keeps the first of two `Authorization` headers and drops the second
 * without a word. The scan is linear: the length of a header cannot be used to block the event loop.
 *
 * @param rawHeaders `req.rawHeaders` of Node: name, value, name, value.
 * @returns the token; `undefined` when there is no `Authorization` header or it uses another scheme.
 * @throws InvalidRequestError `authorization_header_malformed` when what follows `Bearer` is not exactly one
 * token of b64token characters; `multiple_credentials` when there is more than one `Authorization` header.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { readBearerToken } from 'castellan/core';
 *
 * createServer((req, res) => {
 *   res.end(readBearerToken(req.rawHeaders) === undefined ? 'no token' : 'a token');
 * });
 * ```
 */
export function readBearerToken(rawHeaders: readonly string[]): string | undefined {
  const token = readBearerText(rawHeaders);
  if (token !== undefined) checkBearerText(token);
  return token;
}

/**
 * {@link readBearerToken} in two steps, for the way that most requests take: a text that is remembered as a good token
 * is one, and its characters need no look. Any other text goes to {@link checkBearerText} first.
 *
 * @throws InvalidRequestError `authorization_header_malformed` when nothing parts it from `Bearer`;
 * `multiple_credentials` when there is more than one `Authorization` header.
 */
export function readBearerText(rawHeaders: readonly string[]): string | undefined {
  const value = onlyValue(rawHeaders, 'authorization');
  if (value?.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  if (isSchemeCharacter(value.charCodeAt(SCHEME.length))) return undefined;

  let start = SCHEME.length;
  while (value.charCodeAt(start) === 0x20) start += 1;
  if (start === SCHEME.length) throw malformed();
  return value.slice(start);
}

/** @throws InvalidRequestError `authorization_header_malformed` when it is not one token of b64token characters. */
export function checkBearerText(text: string): void {
  if (!B64TOKEN.test(text)) throw malformed();
}

function malformed(): InvalidRequestError {
  return new InvalidRequestError(
    'authorization_header_malformed',
    'The Authorization header says Bearer and is not "Bearer", a space and one token of the characters ' +
      'A-Z a-z 0-9 - . _ ~ + / with "=" at the end only. Send exactly one token.',
  );
}

/**
 * Reads a bare token from a header of its own, such as `x-id-token`. There is no scheme in front of it: a
 * value that starts with `Bearer ` is malformed.
 *
 * @param rawHeaders `req.rawHeaders` of Node: name, value, name, value.
 * @param name The name of the header, in any case.
 * @returns the token; `undefined` when there is no such header.
 * @throws InvalidRequestError `authorization_header_malformed` when the value is not one token of b64token
 * characters; `multiple_credentials` when the header occurs more than once.
 *
 * @example
 * ```ts
 * import type { IncomingMessage } from 'node:http';
 * import { readTokenHeader } from 'castellan/core';
 *
 * export function idTokenOf(request: IncomingMessage): string | undefined {
 *   return readTokenHeader(request.rawHeaders, 'x-id-token');
 * }
 * ```
 */
export function readTokenHeader(rawHeaders: readonly string[], name: string): string | undefined {
  const value = onlyValue(rawHeaders, name.toLowerCase());
  if (value !== undefined && !B64TOKEN.test(value)) {
    throw new InvalidRequestError(
      'authorization_header_malformed',
      `The ${name} header is not one token of the characters A-Z a-z 0-9 - . _ ~ + / with "=" at the end ` +
        'only. Send the token alone, without a scheme.',
    );
  }
  return value;
}

function onlyValue(rawHeaders: readonly string[], lowerCaseName: string): string | undefined {
  let value: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length !== lowerCaseName.length || name.toLowerCase() !== lowerCaseName) continue;
    if (value !== undefined) {
      throw new InvalidRequestError(
        'multiple_credentials',
        `The request has more than one ${lowerCaseName} header. Send exactly one.`,
      );
    }
    value = rawHeaders[i + 1] ?? '';
  }
  return value;
}

/** b64token of RFC 6750. No character can be read in two ways, so the time is linear. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** Whether a character makes a scheme longer, so that `BearerX` is another scheme and `Bearer,` is a mistake. */
function isSchemeCharacter(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f || code === 0x2e;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
