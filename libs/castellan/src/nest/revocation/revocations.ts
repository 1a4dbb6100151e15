import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { IdentityPoolCredentials } from '../../credentials/index.js';
import {
  issuersOfSamePool,
  type RevocationStore,
  type RevokedSignIn,
  type RevokedToken,
  type RevokedUser,
  TokenVerifier,
} from '../../tokens/index.js';
import { IDENTITY_POOL_CREDENTIALS } from '../castellan.tokens.js';

/** One sign-in and whose it is: the claims `origin_jti` and `sub` of any of its tokens. */
export interface RevokedSignInOfUser extends RevokedSignIn {
  /** The `sub` of its tokens. */
  readonly sub: string;
}

/**
 * Revokes tokens, from handlers and wherever else it is injected. The next request with such a token gets 401
 * `token_revoked`. Keeps the store of the option `revocations` open while the application runs.
 *
 * The AWS credentials of the user are dropped as well, on this machine. What AWS has issued stays valid for an hour
 * at most, and Cognito goes on accepting a refresh token until it is told otherwise.
 *
 * @example
 * ```ts
 * import { Controller, Param, Post } from '@nestjs/common';
 * import { CurrentUser, Groups, Revocations, type UserPrincipal } from 'castellan';
 *
 * @Controller('users')
 * @Groups('admins')
 * export class UsersController {
 *   constructor(private readonly revocations: Revocations) {}
 *
 *   @Post(':sub/block')
 *   async block(@Param('sub') sub: string, @CurrentUser() admin: UserPrincipal): Promise<void> {
 *     await this.revocations.revokeUser({ issuer: admin.issuer, sub });
 *   }
 * }
 * ```
 */
@Injectable()
export class Revocations implements OnModuleInit, OnApplicationShutdown {
  readonly #store: RevocationStore;
  readonly #credentials: IdentityPoolCredentials | undefined;

  constructor(
    verifier: TokenVerifier,
    @Inject(IDENTITY_POOL_CREDENTIALS) credentials: IdentityPoolCredentials | undefined,
  ) {
    this.#store = verifier.revocations;
    this.#credentials = credentials;
  }

  /** @throws RevocationsUnavailableError when the store cannot be opened: the application does not start. */
  async onModuleInit(): Promise<void> {
    await this.#store.open?.();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#store.close?.();
  }

  /**
   * Revokes one token.
   *
   * @throws RevocationsUnavailableError when it cannot be made known to everybody who uses the store.
   */
  async revokeToken(token: RevokedToken): Promise<void> {
    await this.#store.revokeToken(token);
  }

  /**
   * Revokes every token of a sign-in.
   *
   * @throws RevocationsUnavailableError when it cannot be made known to everybody who uses the store.
   */
  async revokeSignIn({ issuer, originJti, sub }: RevokedSignInOfUser): Promise<void> {
    this.#evict(issuer, sub);
    await this.#store.revokeSignIn({ issuer, originJti });
    this.#evict(issuer, sub);
  }

  /**
   * Revokes everything a user, or a program, was issued before a moment.
   *
   * @throws RevocationsUnavailableError when it cannot be made known to everybody who uses the store.
   */
  async revokeUser(user: RevokedUser): Promise<void> {
    this.#evict(user.issuer, user.sub);
    await this.#store.revokeUser(user);
    this.#evict(user.issuer, user.sub);
  }

  /** Before, so that it is done even if the store fails; and after, for what was under way in between. */
  #evict(issuer: string, sub: string): void {
    for (const name of issuersOfSamePool(issuer)) this.#credentials?.evict({ issuer: name, sub });
  }
}
