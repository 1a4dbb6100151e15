import type { ClientOfPool } from '../pool-registry.js';
import type { SignInSession } from '../sign-in-sessions.js';
import type { User } from '../users.js';

/** Starts a sign-in and answers with its tokens. */
export async function completeSignIn({ pool, client }: ClientOfPool, user: User): Promise<object> {
  const { session, refreshToken } = pool.sessions.start(user.sub, client);
  return authenticated(await issueTokens({ pool, client }, user, session), { RefreshToken: refreshToken });
}

/** New access and ID tokens of a sign-in. Groups and attributes are those of this moment. */
export async function issueTokens(
  { pool, client }: ClientOfPool,
  user: User,
  session: SignInSession,
): Promise<object> {
  const groups = pool.groups.ofUser(user.sub);
  const { accessToken, idToken } = await pool.tokens.issueForUser({ user, groups, client, session });
  return {
    AccessToken: accessToken,
    IdToken: idToken,
    ExpiresIn: client.accessTokenSeconds,
    TokenType: 'Bearer',
  };
}

export const authenticated = (tokens: object, more: object = {}): object => ({
  ChallengeParameters: {},
  AuthenticationResult: { ...tokens, ...more },
});
