import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { IdentityPoolCredentials } from '../../credentials/index.js';
import { TokenRevocations } from '../../setup/token-revocations.js';
import { TokenVerifier } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS, IDENTITY_POOL_CREDENTIALS } from '../castellan.tokens.js';

/**
 * Revokes tokens, from handlers and wherever else it is injected. The next request with such a token gets 401
 * `token_revoked`. Keeps the store of the option `revocations` open while the application runs.
 *
 * The AWS credentials of the user are dropped as well, here and on the machines that share them. What AWS has issued stays valid for an hour
 * at most, and Cognito goes on accepting a refresh token until it is told otherwise.
 *
 * @example
 * ```ts
 * import { Controller, Post } from '@nestjs/common';
 * import { Authenticated, CurrentUser, Revocations, type UserPrincipal } from 'castellan';
 *
 * @Controller('sessions')
 * @Authenticated()
 * export class SessionsController {
 *   constructor(private readonly revocations: Revocations) {}
 *
 *   @Post('sign-out')
 *   async signOut(@CurrentUser() user: UserPrincipal): Promise<void> {
 *     await this.revocations.revokeSignInOf(user);
 *   }
 * }
 * ```
 */
@Injectable()
export class Revocations extends TokenRevocations implements OnModuleInit, OnApplicationShutdown {
  constructor(
    verifier: TokenVerifier,
    @Inject(CASTELLAN_OPTIONS) { userPools }: ResolvedCastellanOptions,
    @Inject(IDENTITY_POOL_CREDENTIALS) credentials: IdentityPoolCredentials | undefined,
  ) {
    super(verifier, userPools, credentials);
  }

  /** @throws RevocationsUnavailableError when the store cannot be opened: the application does not start. */
  async onModuleInit(): Promise<void> {
    await this.open();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}
