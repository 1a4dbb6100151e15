import { SIGN_IN_SCOPE } from '../oauth2/scopes.js';
import type { ClientOfPool } from '../pool-registry.js';
import type { Authorization, SignInSession } from '../sign-in-sessions.js';
import type { IssuedTokens } from '../token-issuer.js';
import type { User } from '../users.js';

/** What tokens are issued for. After `TokenGeneration_` it is the trigger source of pre-token-generation. */
export type TokenOccasion =
  'Authentication' | 'HostedAuth' | 'NewPasswordChallenge' | 'AuthenticateDevice' | 'RefreshTokens';

/** What is asked of the tokens of a sign-in. */
export interface TokenRequest {
  readonly occasion: TokenOccasion;
  /** What was granted at the authorization endpoint. Absent: the sign-in came about through the API. */
  readonly authorization?: Authorization;
  /** For the ID token. */
  readonly nonce?: string;
  /** The device that the user signs in with, if the pool tracks devices. */
  readonly deviceKey?: string;
  /** What the application sent along for triggers. */
  readonly clientMetadata?: ReadonlyMap<string, string>;
}

/** The tokens of a sign-in. */
export interface UserTokens extends IssuedTokens {
  readonly expiresIn: number;
  readonly session: SignInSession;
}

/** Starts a sign-in, whose tokens these are. */
export async function startSession(
  { pool, client }: ClientOfPool,
  user: User,
  request: TokenRequest,
): Promise<UserTokens & { readonly refreshToken: string }> {
  const { session, refreshToken } = pool.sessions.start(user.sub, client, {
    ...request.authorization,
    ...(request.deviceKey !== undefined && { deviceKey: request.deviceKey }),
  });
  return { ...(await issueTokens({ pool, client }, user, session, request)), refreshToken };
}

/**
 * New access and ID tokens of a sign-in: the one place where a user's tokens are issued. Groups and attributes are
 * those of this moment.
 */
export async function issueTokens(
  { pool, client }: ClientOfPool,
  user: User,
  session: SignInSession,
  { occasion, nonce, clientMetadata }: TokenRequest,
): Promise<UserTokens> {
  const groups = pool.groups.ofUser(user.sub);
  const overrides = await pool.triggers.tokens.generate({
    source: occasion,
    username: user.username,
    clientId: client.clientId,
    clientMetadata,
    user,
    groups,
    scopes: session.scopes ?? [SIGN_IN_SCOPE],
  });
  const tokens = await pool.tokens.issueForUser({ user, groups, client, session, nonce, overrides });
  return { ...tokens, expiresIn: client.accessTokenSeconds, session };
}

/** Starts a sign-in and answers with its tokens. */
export async function completeSignIn(
  found: ClientOfPool,
  user: User,
  request: TokenRequest,
  more: object = {},
): Promise<object> {
  const tokens = await startSession(found, user, request);
  return authenticated(tokens, { RefreshToken: tokens.refreshToken, ...more });
}

/** `AuthenticationResult` with tokens. */
export const authenticated = (
  { accessToken, idToken, expiresIn }: UserTokens,
  more: object = {},
): object => ({
  ChallengeParameters: {},
  AuthenticationResult: {
    AccessToken: accessToken,
    IdToken: idToken,
    ExpiresIn: expiresIn,
    TokenType: 'Bearer',
    ...more,
  },
});
