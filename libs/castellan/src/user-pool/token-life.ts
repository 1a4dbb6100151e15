import type { AwsFault } from '../credentials/aws-fault.js';
import { AccessTokenRefusedError, type CastellanError, RefreshTokenRefusedError } from '../errors/index.js';
import type { CognitoCalls } from './cognito-calls.js';
import { toUserPoolError } from './cognito-exceptions.js';
import { issuedTokens } from './issued-tokens.js';
import { factsOfOwnToken } from './own-token.js';
import type { UserPoolSettings } from './settings.js';
import type { RefreshRequest, RevokeRequest } from './sign-up.js';
import type { UserTokens } from './user-tokens.js';

/** Renews tokens, and ends them. */
export class TokenLife {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;

  constructor(settings: UserPoolSettings, calls: CognitoCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }

  async refresh({ refreshToken, deviceKey, metadata }: RefreshRequest): Promise<UserTokens> {
    const { clientId, clientSecret, clock } = this.#settings;
    const { AuthenticationResult: result } = await this.#calls.send(
      [refreshToken],
      (api, options) =>
        api.getTokensFromRefreshToken(
          {
            RefreshToken: refreshToken,
            ClientId: clientId,
            ClientSecret: clientSecret,
            DeviceKey: deviceKey,
            ClientMetadata: metadata && { ...metadata },
          },
          options,
        ),
      toRefreshError,
    );
    return issuedTokens(result, clock());
  }

  async revoke({ refreshToken, principal }: RevokeRequest): Promise<void> {
    const { clientId, clientSecret, revocations } = this.#settings;
    await this.#calls.send(
      [refreshToken],
      (api, options) =>
        api.revokeToken({ Token: refreshToken, ClientId: clientId, ClientSecret: clientSecret }, options),
      toRefreshError,
    );
    if (principal === undefined || revocations === undefined) return;
    const { issuer, sub, claims } = principal;
    const originJti = claims.origin_jti;
    if (typeof originJti === 'string' && originJti !== '') {
      await revocations.revokeSignIn({ issuer, sub, originJti });
    } else {
      await revocations.revokeUser({ issuer, sub });
    }
  }

  async signOutEverywhere(accessToken: string): Promise<void> {
    const { issuer, revocations } = this.#settings;
    const { sub } = factsOfOwnToken(accessToken, issuer);
    await this.#calls.send([accessToken], (api, options) =>
      api.globalSignOut({ AccessToken: accessToken }, options),
    );
    // Cognito has taken the token, so that what it says is true.
    await revocations?.revokeUser({ issuer, sub });
  }
}

function toRefreshError(fault: AwsFault): CastellanError {
  const error = toUserPoolError(fault);
  return error instanceof AccessTokenRefusedError || fault.name === 'UserNotFoundException'
    ? new RefreshTokenRefusedError(
        'The refresh token has expired, was revoked, or is of another app client; or the user is disabled or gone.',
        { exception: fault.name, cause: fault },
      )
    : error;
}
