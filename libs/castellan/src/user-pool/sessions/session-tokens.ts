import { bindIdToken } from '../../credentials/index.js';
import { InvalidTokenError } from '../../errors/index.js';
import type { Principal, TokenVerifier, UserPrincipal } from '../../tokens/index.js';
import type { GivenTokens } from './managed-login.js';
import type { Session } from './session.js';

/** Verifies the tokens of sessions, exactly as bearer tokens are verified. */
export class SessionTokens {
  readonly #verifier: TokenVerifier;
  readonly #pool: string;
  readonly #clientId: string;

  /** @param pool The name of the user pool of the sessions. */
  constructor(verifier: TokenVerifier, pool: string, clientId: string) {
    this.#verifier = verifier;
    this.#pool = pool;
    this.#clientId = clientId;
  }

  /**
   * Verifies what managed login gave: both tokens, that they are one user's and one sign-in's, and this client's.
   *
   * @throws CastellanError as the verifier does
   */
  async verify({ accessToken, idToken, refreshToken }: GivenTokens): Promise<VerifiedSessionTokens> {
    const access = await this.#verifier.verify(accessToken, { tokenUse: 'access', pools: [this.#pool] });
    if (idToken === undefined || access.clientId !== this.#clientId) {
      throw new InvalidTokenError(
        idToken === undefined ? 'token_malformed' : 'token_client_not_allowed',
        'Managed login gave no ID token, or tokens of another app client than the one of the sessions.',
      );
    }
    const id = await this.#verifier.verify(idToken, { tokenUse: 'id', pools: [this.#pool] });
    const user = bindIdToken(access, id);
    return {
      user,
      tokens: {
        accessToken,
        idToken,
        refreshToken,
        tokensExpireAt: Math.min(access.expiresAt, user.expiresAt),
      },
    };
  }

  /**
   * The user of a session, from its access token, unless the sign-in or the user has been revoked since: tokens that a
   * session was given later are revoked with those of its beginning.
   *
   * @throws CastellanError as the verifier does
   */
  async userOf(session: Session): Promise<Principal> {
    const principal = await this.#verifier.verify(session.accessToken, {
      tokenUse: 'access',
      pools: [this.#pool],
    });
    if (session.version > 0) this.#verifier.checkRevocation({ ...principal, issuedAt: session.signedInAt });
    return principal;
  }
}

/** What {@link SessionTokens.verify} gives. */
export interface VerifiedSessionTokens {
  /** From the ID token. */
  readonly user: UserPrincipal;
  readonly tokens: Pick<Session, 'accessToken' | 'idToken' | 'refreshToken' | 'tokensExpireAt'>;
}
