import { AccessTokenRefusedError } from '../errors/index.js';
import { issuersOfSamePool, parseStrictJson } from '../tokens/index.js';

/** What an access token says of itself. Cognito checks it; nothing is decided by it before. */
export interface TokenFacts {
  readonly sub: string;
  readonly originJti: string | undefined;
}

/**
 * Reads an access token that goes to Cognito. Operations of signed-in users name neither pool nor client, so that one
 * of another pool would be taken there for what this pool is to do.
 *
 * @throws AccessTokenRefusedError when it is of another pool, or none
 */
export function factsOfOwnToken(accessToken: string, issuer: string): TokenFacts {
  const claims = payloadOf(accessToken);
  const { iss, sub, token_use: tokenUse, origin_jti: originJti } = claims;
  if (
    typeof iss !== 'string' ||
    !issuersOfSamePool(issuer).includes(iss) ||
    tokenUse !== 'access' ||
    typeof sub !== 'string'
  ) {
    throw new AccessTokenRefusedError('This is no access token of the user pool.');
  }
  return { sub, originJti: typeof originJti === 'string' ? originJti : undefined };
}

/** What the token says, whoever signed it; nothing where it cannot be read. */
export function payloadOf(token: string): Record<string, unknown> {
  try {
    return parseStrictJson(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  } catch {
    return {};
  }
}
