import { InvalidTokenError } from '../errors/index.js';
import { readBase64url } from './base64url.js';
import { parseStrictJson, type JsonObject } from './strict-json.js';

/**
 * Reads the header or the payload of a JWS: canonical base64url of a strict JSON object.
 *
 * @throws InvalidTokenError `token_malformed`, which says why and holds nothing of the token.
 */
export function parseJwsPart(encoded: string, part: 'header' | 'payload'): JsonObject {
  let json: JsonObject | undefined;
  try {
    json = readBase64url(encoded, parseStrictJson);
  } catch (error) {
    throw malformed(part, (error as SyntaxError).message);
  }
  if (json === undefined) throw malformed(part, 'it is not canonical base64url');
  return json;
}

function malformed(part: string, reason: string): InvalidTokenError {
  return new InvalidTokenError('token_malformed', `The ${part} of the token is refused because ${reason}.`);
}
