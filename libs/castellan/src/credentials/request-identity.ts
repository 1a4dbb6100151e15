import { AccessDeniedError, AuthenticationRequiredError, IdTokenRequiredError } from '../errors/index.js';
import { type Caller, readTokenHeader, type TokenVerifier } from '../tokens/index.js';
import { type FurtherLogins, furtherLoginsOf } from './further-logins.js';
import { bindIdToken } from './id-token-binding.js';
import { VerifiedIdentity } from './verified-identity.js';

/** What a request says about its caller's identity. */
export interface IdentityRequest {
  /** Whoever makes the request, as its bearer token says. */
  readonly caller: Caller;
  /** The verified bearer token of the request, if it has one. */
  readonly bearerToken: string | undefined;
  /** Node's `request.rawHeaders`. */
  readonly rawHeaders: readonly string[];
  /** The header, in lower case, that carries the ID token where the bearer token is an access token. */
  readonly idTokenHeader: string;
  /** What is going to be done with the identity; see `IdentityPoolCredentials.strategy`. Default: it needs an ID token. */
  readonly strategy?: IdentityDemand | undefined;
}

/** What a strategy asks of an identity. */
export interface IdentityDemand {
  /** What a request has to carry: the ID token of its user, or whatever bearer token there is. */
  readonly proof: 'idToken' | 'bearerToken';
  /** Gives the user's logins at other providers. Default: there are none. */
  readonly furtherLogins: FurtherLogins | undefined;
}

/**
 * Verifies the ID token that a request gives its caller's identity with: the bearer token itself, or the token
 * in the second header, which must belong to the bearer token.
 *
 * @throws AuthenticationRequiredError for an anonymous caller.
 * @throws AccessDeniedError for a program: it has no ID token and cannot get one.
 * @throws IdTokenRequiredError where a user sent an access token only.
 * @throws InvalidTokenError where the ID token is refused or belongs to somebody else.
 *
 * @example
 * ```ts
 * import { identityOfRequest, readBearerToken, type TokenVerifier, type VerifiedIdentity } from 'castellan/core';
 * import type { IncomingMessage } from 'node:http';
 *
 * export async function identityOf(
 *   verifier: TokenVerifier,
 *   { rawHeaders }: IncomingMessage,
 * ): Promise<VerifiedIdentity | undefined> {
 *   const bearerToken = readBearerToken(rawHeaders);
 *   if (bearerToken === undefined) return undefined;
 *   const caller = await verifier.verify(bearerToken);
 *   return identityOfRequest(verifier, { caller, bearerToken, rawHeaders, idTokenHeader: 'x-id-token' });
 * }
 * ```
 */
export async function identityOfRequest(
  verifier: TokenVerifier,
  request: IdentityRequest,
): Promise<VerifiedIdentity> {
  const identity = await provenIdentity(verifier, request);
  const give = request.strategy?.furtherLogins;
  if (give === undefined) return identity;
  const { rawHeaders } = request;
  return identity.withLogins(await furtherLoginsOf(give, { user: identity.principal, rawHeaders }));
}

async function provenIdentity(
  verifier: TokenVerifier,
  { caller, bearerToken, rawHeaders, idTokenHeader, strategy }: IdentityRequest,
): Promise<VerifiedIdentity> {
  if (caller.kind === 'anonymous' || bearerToken === undefined) {
    throw new AuthenticationRequiredError('AWS credentials were asked for on behalf of an anonymous caller.');
  }
  if (caller.kind === 'machine') {
    throw new AccessDeniedError(
      'The caller is a program with client credentials. It has no ID token, so an Identity Pool gives it no ' +
        'credentials. Keep it off this handler, or let the program use a role of its own.',
    );
  }
  if (caller.tokenUse === 'id') return new VerifiedIdentity(bearerToken, caller);

  const needsIdToken = strategy?.proof !== 'bearerToken';
  const idToken = readTokenHeader(rawHeaders, idTokenHeader);
  if (idToken === undefined) {
    if (!needsIdToken) return new VerifiedIdentity(bearerToken, caller, 'access');
    throw new IdTokenRequiredError(
      `The request carries an access token and Identity Pools take ID tokens only. Send the ID token of the ` +
        `same sign-in in the "${idTokenHeader}" header, or accept ID tokens as bearer tokens (tokenUse: 'id').`,
    );
  }
  const principal = await verifier.verify(idToken, { tokenUse: 'id', pools: [caller.pool] });
  const user = bindIdToken(caller, principal);
  return needsIdToken
    ? new VerifiedIdentity(idToken, user)
    : new VerifiedIdentity(bearerToken, caller, 'access');
}
