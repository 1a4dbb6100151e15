import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { ConfigurationError, IdTokenRequiredError, InvalidTokenError } from '../errors/index.js';
import type { Principal, TokenUse, UserPrincipal } from '../tokens/principal.js';
import type { Logins } from './logins.js';
import { type CredentialsNarrowing, NOT_NARROWED } from './credentials-narrowing.js';

const NO_LOGINS: Logins = Object.freeze({});

/**
 * A user together with the token that proves it: the ID token, which is what an Identity Pool takes, or an access
 * token, which is enough for token vending and for developer-authenticated identities.
 *
 * Make one only from a token that was verified for this very request. The token itself stays out of
 * `console.log`, `util.inspect` and `JSON.stringify`.
 *
 * @example
 * ```ts
 * import { type TokenVerifier, VerifiedIdentity } from 'castellan/core';
 *
 * export async function identityOf(verifier: TokenVerifier, idToken: string): Promise<VerifiedIdentity> {
 *   return new VerifiedIdentity(idToken, await verifier.verify(idToken, { tokenUse: 'id' }));
 * }
 * ```
 */
export class VerifiedIdentity {
  /** Tells a user from a guest. */
  readonly kind = 'user';
  readonly #token: string;
  readonly #principal: UserPrincipal;
  #narrowing = NOT_NARROWED;
  #furtherLogins = NO_LOGINS;
  #digest: string | undefined;
  #belongs = false;

  /**
   * @param token the token, as it was sent
   * @param principal what verifying that token gave
   * @param tokenUse which of the two tokens it is. Default `id`
   * @throws IdTokenRequiredError when it should be a user's ID token, and is not
   * @throws ConfigurationError when it should be a user's access token, and is not
   */
  constructor(token: string, principal: Principal, tokenUse: TokenUse = 'id') {
    if (principal.kind !== 'user' || principal.tokenUse !== tokenUse) throw anotherToken(principal, tokenUse);
    this.#token = token;
    this.#principal = principal;
  }

  /** The user, from the verified token. */
  get principal(): UserPrincipal {
    return this.#principal;
  }

  /** Until when the token proves who it is, in milliseconds since the epoch. */
  get expiresAt(): number {
    return this.#principal.expiresAt;
  }

  /** What the route narrows the credentials by. */
  get narrowing(): CredentialsNarrowing {
    return this.#narrowing;
  }

  /** Tokens of other providers that the same person has signed in with, by provider name. Secrets. */
  get furtherLogins(): Logins {
    return this.#furtherLogins;
  }

  /** The same user with narrowed credentials. */
  narrowedBy(narrowing: CredentialsNarrowing): VerifiedIdentity {
    const copy = this.#copy();
    copy.#narrowing = Object.freeze({ ...this.#narrowing, ...narrowing });
    return copy;
  }

  /**
   * The same user, who has signed in with other providers as well. The Identity Pool links all of them to one
   * identity, so that they must be the same person's.
   */
  withLogins(logins: Logins): VerifiedIdentity {
    const copy = this.#copy();
    copy.#furtherLogins = Object.freeze({ ...logins });
    return copy;
  }

  /** SHA-256 of the token: tells two tokens of one user apart without showing either. */
  get tokenDigest(): string {
    return (this.#digest ??= createHash('sha256').update(this.#token).digest('base64url'));
  }

  /**
   * The raw token, for the exchange with Cognito and for nothing else.
   *
   * Reads the token's payload once more, so that a token and a principal of two users can never be put
   * together: the credentials of the one would be kept as those of the other.
   *
   * @throws IdTokenRequiredError when it is an access token
   * @throws InvalidTokenError `token_binding_mismatch` when the token is not the principal's
   */
  revealIdToken(): string {
    if (this.#principal.tokenUse !== 'id') throw anotherToken(this.#principal, 'id');
    if (!this.#belongs && !isTokenOf(this.#token, this.#principal)) {
      throw new InvalidTokenError(
        'token_binding_mismatch',
        'The ID token is not the one the principal was made from. Pass the token and the principal of one verification.',
      );
    }
    this.#belongs = true;
    return this.#token;
  }

  /**
   * Makes sure that the token can still be exchanged.
   *
   * @param now in milliseconds since the epoch
   * @throws InvalidTokenError `token_expired` when it cannot
   */
  assertValidAt(now: number): void {
    if (now < this.#principal.expiresAt) return;
    throw new InvalidTokenError(
      'token_expired',
      `The ${this.#principal.tokenUse === 'id' ? 'ID' : 'access'} token has expired, so it gives no AWS ` +
        'credentials. Refresh the tokens and send the new one.',
    );
  }

  /** Who it is, without the token. */
  toJSON(): { issuer: string; clientId: string; sub: string } {
    const { issuer, clientId, sub } = this.#principal;
    return { issuer, clientId, sub };
  }

  [inspect.custom](): string {
    return `VerifiedIdentity ${inspect(this.toJSON())}`;
  }

  #copy(): VerifiedIdentity {
    const copy = new VerifiedIdentity(this.#token, this.#principal, this.#principal.tokenUse);
    copy.#narrowing = this.#narrowing;
    copy.#furtherLogins = this.#furtherLogins;
    copy.#digest = this.#digest;
    copy.#belongs = this.#belongs;
    return copy;
  }
}

function anotherToken(found: Principal, tokenUse: TokenUse): IdTokenRequiredError | ConfigurationError {
  const what = `this is the ${found.tokenUse} token of a ${found.kind}.`;
  return tokenUse === 'id'
    ? new IdTokenRequiredError(
        `Identity Pools take the ID token of a user; ${what} Send the ID token as well.`,
      )
    : new ConfigurationError(`A VerifiedIdentity from an access token takes that of a user; ${what}`);
}

function isTokenOf(token: string, principal: UserPrincipal): boolean {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.', 3)[1] ?? '', 'base64url').toString());
    const { iss, sub, aud, exp } = payload as Record<string, unknown>;
    return (
      iss === principal.issuer &&
      sub === principal.sub &&
      aud === principal.clientId &&
      typeof exp === 'number' &&
      exp * 1000 === principal.expiresAt
    );
  } catch {
    return false;
  }
}
