import { IdTokenRequiredError, InvalidTokenError } from '../errors/index.js';
import type { Principal, UserPrincipal } from '../tokens/principal.js';

/**
 * Checks that the ID token a request carries besides its bearer token belongs to that bearer token: the same
 * issuer, user and app client, and the same sign-in. Both must have been verified before.
 *
 * The sign-in is the same when `origin_jti` is, or, where a token has none because the app client does not
 * use token revocation, when `auth_time` is. A program with client credentials never matches: it has no
 * identity of its own, and it may not borrow a user's.
 *
 * @param bearer who the bearer token speaks for
 * @param idToken who the ID token speaks for
 * @returns the user of the ID token
 * @throws IdTokenRequiredError when the second token is not a user's ID token
 * @throws InvalidTokenError `token_binding_mismatch` when the two do not belong together
 *
 * @example
 * ```ts
 * import { bindIdToken, type TokenVerifier, type UserPrincipal } from 'castellan/core';
 *
 * export async function userOf(verifier: TokenVerifier, accessToken: string, idToken: string): Promise<UserPrincipal> {
 *   const bearer = await verifier.verify(accessToken, { tokenUse: 'access' });
 *   return bindIdToken(bearer, await verifier.verify(idToken, { tokenUse: 'id' }));
 * }
 * ```
 */
export function bindIdToken(bearer: Principal, idToken: Principal): UserPrincipal {
  if (idToken.kind !== 'user' || idToken.tokenUse !== 'id') {
    throw new IdTokenRequiredError(
      `The second token of the request must be an ID token of a user; it is the ${idToken.tokenUse} token of a ${idToken.kind}.`,
    );
  }
  if (!isSameUser(bearer, idToken) || !isSameSignIn(bearer, idToken)) {
    throw new InvalidTokenError(
      'token_binding_mismatch',
      'The ID token does not belong to the bearer token: issuer, sub, app client and sign-in must agree. ' +
        'Send the two tokens that one sign-in, or one refresh, gave.',
    );
  }
  return idToken;
}

function isSameUser(bearer: Principal, idToken: UserPrincipal): boolean {
  return (
    bearer.kind === 'user' &&
    bearer.issuer === idToken.issuer &&
    bearer.sub === idToken.sub &&
    bearer.clientId === idToken.clientId
  );
}

function isSameSignIn(bearer: Principal, idToken: UserPrincipal): boolean {
  const origins = [bearer.claims.origin_jti, idToken.claims.origin_jti];
  if (origins.every((origin) => typeof origin === 'string')) return origins[0] === origins[1];
  return bearer.authTime !== undefined && bearer.authTime === idToken.authTime;
}
