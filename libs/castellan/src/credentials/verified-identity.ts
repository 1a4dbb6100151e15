import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { IdTokenRequiredError, InvalidTokenError } from '../errors/index.js';
import type { Principal, UserPrincipal } from '../tokens/principal.js';

/**
 * A user together with the ID token that proves it, which is what an Identity Pool takes.
 *
 * Make one only from a token that was verified for this very request. The token itself stays out of
 * `console.log`, `util.inspect` and `JSON.stringify`.
 */
export class VerifiedIdentity {
  readonly #idToken: string;
  readonly #principal: UserPrincipal;
  #digest: string | undefined;
  #belongs = false;

  /**
   * @param idToken the ID token, as it was sent
   * @param principal what verifying that token gave
   * @throws IdTokenRequiredError when `principal` does not come from a user's ID token
   */
  constructor(idToken: string, principal: Principal) {
    if (principal.kind !== 'user' || principal.tokenUse !== 'id') {
      throw new IdTokenRequiredError(
        `Identity Pools take the ID token of a user; this is the ${principal.tokenUse} token of a ${principal.kind}. ` +
          'Send the ID token as well.',
      );
    }
    this.#idToken = idToken;
    this.#principal = principal;
  }

  /** The user, from the verified ID token. */
  get principal(): UserPrincipal {
    return this.#principal;
  }

  /** SHA-256 of the token: tells two tokens of one user apart without showing either. */
  get tokenDigest(): string {
    return (this.#digest ??= createHash('sha256').update(this.#idToken).digest('base64url'));
  }

  /**
   * The raw token, for the exchange with Cognito and for nothing else.
   *
   * Reads the token's payload once more, so that a token and a principal of two users can never be put
   * together: the credentials of the one would be kept as those of the other.
   *
   * @throws InvalidTokenError `token_binding_mismatch` when the token is not the principal's
   */
  revealIdToken(): string {
    if (!this.#belongs && !isTokenOf(this.#idToken, this.#principal)) {
      throw new InvalidTokenError(
        'token_binding_mismatch',
        'The ID token is not the one the principal was made from. Pass the token and the principal of one verification.',
      );
    }
    this.#belongs = true;
    return this.#idToken;
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
      'The ID token has expired, so it gives no AWS credentials. Refresh the tokens and send the new ID token.',
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
