import { InvalidTokenError } from '../errors/index.js';
import { decodeBase64url } from './base64url.js';
import { parseStrictJson, type JsonObject } from './strict-json.js';

/** A token taken apart. Nothing in it is trusted yet. */
export interface CompactJws {
  /** Names the key that is said to have signed it. */
  readonly kid: string;
  readonly payload: JsonObject;
  readonly signature: Buffer;
  /** How many characters of the token, from its start, are signed. */
  readonly signedLength: number;
}

/** A Cognito `kid` has 44 characters. */
const MAX_KID_LENGTH = 256;

/**
 * Takes a JWS in compact serialization (RFC 7515, section 7.1) apart, whose length has been checked before.
 *
 * The header is judged by an allow-list: `alg` is the literal `RS256`; `kid` is a string; `typ` is absent or
 * `JWT` or `at+jwt` in any case. Every other parameter refuses the token, `crit`, `jwk`, `jku`, `x5u`, `x5c`,
 * `zip`, `enc`, `b64` and `cty` among them. RFC 7515 would have an unknown one ignored; Cognito sends none, and
 * one that is ignored here may be obeyed elsewhere.
 *
 * @throws InvalidTokenError `token_malformed`, `token_algorithm_not_allowed`, `token_header_not_allowed`.
 */
export function parseCompactJws(token: string): CompactJws {
  const headerEnd = token.indexOf('.');
  const payloadEnd = token.indexOf('.', headerEnd + 1);
  if (headerEnd === -1 || payloadEnd === -1 || token.includes('.', payloadEnd + 1)) {
    throw malformed(
      'It does not have exactly three parts. A Cognito refresh token has five: send another one.',
    );
  }
  const kid = checkHeader(parsePart(token.slice(0, headerEnd), 'header'));
  const payload = parsePart(token.slice(headerEnd + 1, payloadEnd), 'payload');
  const signature = decodeBase64url(token.slice(payloadEnd + 1));
  if (signature === undefined || signature.length === 0) {
    throw malformed('Its signature is empty or not canonical base64url.');
  }
  return { kid, payload, signature, signedLength: payloadEnd };
}

function parsePart(text: string, part: 'header' | 'payload'): JsonObject {
  const bytes = decodeBase64url(text);
  if (bytes === undefined) throw malformed(`Its ${part} is not canonical base64url.`);
  try {
    return parseStrictJson(bytes);
  } catch (error) {
    throw malformed(`Its ${part} is refused: ${(error as SyntaxError).message}.`);
  }
}

function checkHeader(header: JsonObject): string {
  if (header.alg !== 'RS256') {
    throw new InvalidTokenError(
      'token_algorithm_not_allowed',
      'The alg of the token is not RS256, the only one a Cognito user pool signs with.',
    );
  }
  for (const name in header) {
    if (name !== 'alg' && name !== 'kid' && name !== 'typ') {
      throw notAllowed('The token header has a parameter besides alg, kid and typ.');
    }
  }
  if (header.typ !== undefined && !isJwtType(header.typ)) {
    throw notAllowed('The typ of the token is neither JWT nor at+jwt.');
  }
  const { kid } = header;
  if (typeof kid !== 'string' || kid === '') throw malformed('Its kid is missing, empty or not a string.');
  if (kid.length > MAX_KID_LENGTH) throw malformed(`Its kid is longer than ${MAX_KID_LENGTH} characters.`);
  return kid;
}

function isJwtType(typ: unknown): boolean {
  if (typeof typ !== 'string') return false;
  const lowerCase = typ.toLowerCase();
  return lowerCase === 'jwt' || lowerCase === 'at+jwt';
}

function malformed(fault: string): InvalidTokenError {
  return new InvalidTokenError('token_malformed', `The token is not a well-formed JWT. ${fault}`);
}

function notAllowed(message: string): InvalidTokenError {
  return new InvalidTokenError('token_header_not_allowed', message);
}
