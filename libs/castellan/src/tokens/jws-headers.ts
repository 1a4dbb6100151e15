import { LRUCache } from 'lru-cache';
import { InvalidTokenError } from '../errors/index.js';
import { parseJwsPart } from './jws-part.js';
import type { JsonObject } from './strict-json.js';

/** A Cognito `kid` has 44 characters. */
const MAX_KID_LENGTH = 256;
const MAX_REMEMBERED = 100;

interface GoodHeader {
  readonly encoded: string;
  readonly kid: string;
}

/**
 * Judges JOSE headers by an allow-list: `alg` is the literal `RS256`; `kid` is a string; `typ` is absent or
 * `JWT` or `at+jwt` in any case. Every other parameter refuses the token, `crit`, `jwk`, `jku`, `x5u`, `x5c`,
 * `zip`, `enc`, `b64` and `cty` among them. RFC 7515 would have an unknown one ignored; Cognito sends none, and
 * one that is ignored here may be obeyed elsewhere.
 *
 * All tokens of one key have the same header, so the last good ones are remembered by their text. Most come with
 * the key of the token before, and to compare two headers takes less than to look one up.
 */
export class JwsHeaders {
  readonly #good = new LRUCache<string, GoodHeader>({ max: MAX_REMEMBERED });
  #last: GoodHeader | undefined;

  /**
   * The `kid` of an encoded header.
   *
   * @throws InvalidTokenError `token_malformed`, `token_algorithm_not_allowed`, `token_header_not_allowed`.
   */
  readKid(encoded: string): string {
    if (this.#last?.encoded === encoded) return this.#last.kid;
    let header = this.#good.get(encoded);
    if (header === undefined) {
      const kid = checkHeader(parseJwsPart(encoded, 'header'));
      // A copy, because a slice keeps the whole token in memory.
      header = { encoded: Buffer.from(encoded).toString(), kid };
      this.#good.set(header.encoded, header);
    }
    this.#last = header;
    return header.kid;
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
  if (typeof kid === 'string' && kid !== '' && kid.length <= MAX_KID_LENGTH) return kid;
  throw new InvalidTokenError(
    'token_malformed',
    `The kid of the token is not a string of 1 to ${MAX_KID_LENGTH} characters.`,
  );
}

function isJwtType(typ: unknown): boolean {
  if (typeof typ !== 'string') return false;
  const lowerCase = typ.toLowerCase();
  return lowerCase === 'jwt' || lowerCase === 'at+jwt';
}

function notAllowed(message: string): InvalidTokenError {
  return new InvalidTokenError('token_header_not_allowed', message);
}
