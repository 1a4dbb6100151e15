import { CognitoUnavailableError } from '../errors/index.js';
import { payloadOf } from './own-token.js';
import { userTokens, type UserTokens } from './user-tokens.js';

/** The tokens in an answer of Cognito, as the SDK gives them. */
export interface AuthenticationResult {
  readonly AccessToken?: string | undefined;
  readonly IdToken?: string | undefined;
  readonly RefreshToken?: string | undefined;
  readonly ExpiresIn?: number | undefined;
}

/**
 * Reads the tokens of an answer. Emulators leave `ExpiresIn` out, which the token itself says as well.
 *
 * @throws CognitoUnavailableError for an answer without an access token
 */
export function issuedTokens(result: AuthenticationResult | undefined, now: number): UserTokens {
  const { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken } = result ?? {};
  const expiresInSeconds = result?.ExpiresIn ?? (accessToken === undefined ? undefined : lifeOf(accessToken));
  if (accessToken === undefined || expiresInSeconds === undefined) {
    throw new CognitoUnavailableError('The answer of Cognito has no access token.');
  }
  return userTokens({ accessToken, idToken, refreshToken, expiresInSeconds }, now);
}

function lifeOf(token: string): number | undefined {
  const { exp, iat } = payloadOf(token);
  return typeof exp === 'number' && typeof iat === 'number' ? exp - iat : undefined;
}
