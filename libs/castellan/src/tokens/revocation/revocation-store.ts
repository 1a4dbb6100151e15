import type { Principal } from '../principal.js';

/** One token, by its `jti`. */
export interface RevokedToken {
  /** The `iss` of the token. */
  readonly issuer: string;
  /** The `jti` of the token. The access token and the ID token of one sign-in have different ones. */
  readonly jti: string;
  /**
   * The `sub` of the token. With it, what goes beyond 50 tokens and sign-ins of one user is recorded as everything
   * the user was issued until now, so that nobody can fill the list. Default: unknown.
   */
  readonly sub?: string;
  /**
   * The `exp` of the token, in milliseconds (not seconds) since the epoch, as `expiresAt` of a principal: it need
   * not be remembered for longer. Default: 24 hours from now, the longest that a Cognito token lives.
   */
  readonly expiresAt?: number;
}

/** One sign-in: its access and ID tokens, and those that its refresh token brought. */
export interface RevokedSignIn {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The `origin_jti` that all of its tokens share. */
  readonly originJti: string;
  /** The `sub` of its tokens; see {@link RevokedToken.sub}. Default: unknown. */
  readonly sub?: string;
}

/** Everything that a user, or a program, was issued before a moment. */
export interface RevokedUser {
  /** The `iss` of the tokens. */
  readonly issuer: string;
  /** The `sub` of the tokens. */
  readonly sub: string;
  /**
   * Tokens with an `iat` before this are revoked, in milliseconds (not seconds) since the epoch; not in the future.
   * Default: everything issued until now.
   */
  readonly issuedBefore?: number;
}

/**
 * Knows which tokens have been revoked. {@link MemoryRevocations} knows for one process, `RedisRevocations` of
 * `castellan/redis` for several machines; another store implements this interface.
 *
 * A revocation is kept as long as a token it concerns may be valid, and cannot be taken back.
 */
export interface RevocationStore {
  /**
   * Whether the token of this principal has been revoked. Asked at every verification, so it answers from what it
   * has in memory.
   *
   * @param toleranceMs - The clock difference that the verifier forgives: a token may have been in use when it
   * was revoked although its `iat` lies this far ahead.
   * @throws RevocationsUnavailableError when the store does not know, which refuses the request with 503.
   */
  isRevoked(principal: Principal, toleranceMs: number): boolean;

  /**
   * Revokes one token.
   *
   * @throws RevocationNotRecordedError when it cannot be made known to everybody who uses the store.
   */
  revokeToken(token: RevokedToken): Promise<void>;

  /**
   * Revokes every token of a sign-in. End its refresh token at Cognito as well (`RevokeToken`).
   *
   * @throws RevocationNotRecordedError when it cannot be made known to everybody who uses the store.
   */
  revokeSignIn(signIn: RevokedSignIn): Promise<void>;

  /**
   * Revokes everything a user was issued before a moment. End the refresh tokens at Cognito as well
   * (`AdminUserGlobalSignOut`).
   *
   * @throws RevocationNotRecordedError when it cannot be made known to everybody who uses the store.
   */
  revokeUser(user: RevokedUser): Promise<void>;

  /** Gets ready to answer. The Nest module calls it while the application starts. */
  open?(): Promise<void>;

  /** Lets go of connections and timers. The Nest module calls it when the application shuts down. */
  close?(): Promise<void>;
}
