import type { IdentityPoolCredentials } from '../credentials/index.js';
import { ConfigurationError } from '../errors/index.js';
import {
  issuersOfSamePool,
  type Principal,
  type RevocationStore,
  type RevokedSignIn,
  type RevokedToken,
  type RevokedUser,
  type TokenVerifier,
  type UserPoolOptions,
} from '../tokens/index.js';

/**
 * One sign-in and whose it is: the claims `origin_jti` and `sub` of any of its tokens. Whoever has the principal
 * writes `revokeSignInOf(principal)`, because a token need not have an `origin_jti`.
 */
export interface RevokedSignInOfUser extends RevokedSignIn {
  /** The `sub` of its tokens. */
  readonly sub: string;
}

/** Revokes tokens in the store of a verifier, and drops the AWS credentials of those they belong to. */
export class TokenRevocations {
  readonly #store: RevocationStore;
  readonly #credentials: IdentityPoolCredentials | undefined;
  /** `undefined` where the application resolves pools, so that any issuer may be one of them. */
  readonly #knownIssuers: ReadonlySet<string> | undefined;

  constructor(
    verifier: TokenVerifier,
    userPools: readonly UserPoolOptions[],
    credentials: IdentityPoolCredentials | undefined,
  ) {
    this.#store = verifier.revocations;
    this.#credentials = credentials;
    const issuers = [...verifier.userPools, ...userPools].flatMap(({ issuer }) => issuer ?? []);
    this.#knownIssuers = verifier.resolvesPools ? undefined : new Set(issuers.flatMap(issuersOfSamePool));
  }

  /** @throws RevocationsUnavailableError when the store cannot be opened. */
  async open(): Promise<void> {
    await this.#store.open?.();
  }

  /** Closes the store. */
  async close(): Promise<void> {
    await this.#store.close?.();
  }

  /**
   * Revokes the sign-in of whoever makes the request: every token of it. Where the token does not say which sign-in
   * it is of, as those of programs and of some flows, everything its user was issued until now is revoked.
   *
   * @throws RevocationNotRecordedError when it cannot be made known to everybody who uses the store.
   */
  async revokeSignInOf({ issuer, sub, claims }: Pick<Principal, 'issuer' | 'sub' | 'claims'>): Promise<void> {
    const { origin_jti: originJti } = claims;
    if (typeof originJti === 'string' && originJti !== '') {
      await this.revokeSignIn({ issuer, sub, originJti });
    } else {
      await this.revokeUser({ issuer, sub });
    }
  }

  /**
   * Revokes one token.
   *
   * @throws RevocationNotRecordedError when it cannot be made known to everybody who uses the store.
   * @throws ConfigurationError for an issuer of no configured user pool, unless there is `resolvePool`.
   */
  async revokeToken(token: RevokedToken): Promise<void> {
    this.#requireKnown(token.issuer);
    if (token.sub !== undefined) await this.#evict(token.issuer, token.sub);
    await this.#store.revokeToken(token);
    if (token.sub !== undefined) await this.#evict(token.issuer, token.sub);
  }

  /**
   * Revokes every token of a sign-in. What goes beyond 50 sign-ins of a user within a day revokes everything the user
   * was issued until then.
   *
   * @throws RevocationNotRecordedError when it cannot be made known to everybody who uses the store.
   * @throws ConfigurationError for an issuer of no configured user pool, unless there is `resolvePool`.
   */
  async revokeSignIn({ issuer, originJti, sub }: RevokedSignInOfUser): Promise<void> {
    this.#requireKnown(issuer);
    await this.#evict(issuer, sub);
    await this.#store.revokeSignIn({ issuer, originJti, sub });
    await this.#evict(issuer, sub);
  }

  /**
   * Revokes everything a user, or a program, was issued before a moment.
   *
   * @throws RevocationNotRecordedError when it cannot be made known to everybody who uses the store.
   * @throws ConfigurationError for an issuer of no configured user pool, unless there is `resolvePool`.
   */
  async revokeUser(user: RevokedUser): Promise<void> {
    this.#requireKnown(user.issuer);
    await this.#evict(user.issuer, user.sub);
    await this.#store.revokeUser(user);
    await this.#evict(user.issuer, user.sub);
  }

  /** A revocation for an issuer that is misspelled would refuse nothing. */
  #requireKnown(issuer: unknown): void {
    const known = this.#knownIssuers;
    if (known === undefined || known.has(issuer as string)) return;
    throw new ConfigurationError(
      `issuer: found ${typeof issuer === 'string' ? JSON.stringify(issuer) : typeof issuer}, which is the issuer ` +
        `of no configured user pool. Write one of ${[...known].join(', ')}: the issuer of a principal, or of one of ` +
        'the userPools of TokenVerifier.',
    );
  }

  /** Before, so that it is done even if the store fails; and after, for what was under way in between. */
  async #evict(issuer: string, sub: string): Promise<void> {
    await Promise.all(
      issuersOfSamePool(issuer).map(async (name) => this.#credentials?.evict({ issuer: name, sub })),
    );
  }
}
