import type { UserTokens } from '../operations/authentication-result.js';

/** Tokens as the token endpoint answers with them. An ID token is of `openid` only. */
export const tokenAnswer = (tokens: UserTokens, refreshToken?: string): object => ({
  ...(tokens.session.scopes?.includes('openid') !== false && { id_token: tokens.idToken }),
  access_token: tokens.accessToken,
  ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  expires_in: tokens.expiresIn,
  token_type: 'Bearer',
});
