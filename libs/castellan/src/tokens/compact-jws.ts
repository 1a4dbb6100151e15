import { InvalidTokenError } from '../errors/index.js';
import { decodeBase64url } from './base64url.js';
import type { JwsHeaders } from './jws-headers.js';
import { parseJwsPart } from './jws-part.js';
import type { JsonObject } from './strict-json.js';

/** A token taken apart. Nothing in it is trusted yet. */
export interface CompactJws {
  /** Names the key that is said to have signed it. */
  readonly kid: string;
  readonly payload: JsonObject;
  readonly signature: Buffer;
  /** How many characters of the token, from its start, are signed. */
  readonly signedLength: number;
}

/**
 * Takes a JWS in compact serialization (RFC 7515, section 7.1) apart, whose length has been checked before.
 *
 * @throws InvalidTokenError `token_malformed`, `token_algorithm_not_allowed`, `token_header_not_allowed`.
 */
export function parseCompactJws(token: string, headers: JwsHeaders): CompactJws {
  // Two searches and a test, because split() makes as many strings as an attacker writes dots.
  const headerEnd = token.indexOf('.');
  const payloadEnd = token.indexOf('.', headerEnd + 1);
  if (headerEnd === -1 || payloadEnd === -1 || token.includes('.', payloadEnd + 1)) {
    throw new InvalidTokenError(
      'token_malformed',
      'The token does not have three parts. A Cognito refresh token has five: send an access or ID token.',
    );
  }
  const kid = headers.readKid(token.slice(0, headerEnd));
  const payload = parseJwsPart(token.slice(headerEnd + 1, payloadEnd), 'payload');
  const signature = decodeBase64url(token.slice(payloadEnd + 1));
  if (signature === undefined || signature.length === 0) {
    throw new InvalidTokenError(
      'token_malformed',
      'The signature of the token is empty or not canonical base64url.',
    );
  }
  return { kid, payload, signature, signedLength: payloadEnd };
}
