import { startSession } from '../operations/authentication-result.js';
import type { ClientOfPool } from '../pool-registry.js';
import { OAuth2Error } from './oauth2-error.js';
import { isVerifierOf } from './pkce.js';
import { tokenAnswer } from './token-answer.js';

/** Redeems a code (RFC 6749, section 4.1.3). Whatever comes of it, the code is used up. */
export async function grantAuthorizationCode(
  { pool, client }: ClientOfPool,
  form: ReadonlyMap<string, string>,
): Promise<object> {
  if (!client.allowedOAuthFlows.includes('code')) throw new OAuth2Error('unauthorized_client');
  const code = form.get('code');
  const redirectUri = form.get('redirect_uri');
  if (code === undefined || redirectUri === undefined) throw new OAuth2Error('invalid_request');
  const grant = pool.codes.take(code);
  if (
    grant?.request.clientId !== client.clientId ||
    grant.request.redirectUri !== redirectUri ||
    !isVerifierOf(grant.request.codeChallenge, form.get('code_verifier'))
  ) {
    throw new OAuth2Error('invalid_grant');
  }
  const user = pool.users.findBySub(grant.sub);
  if (user?.enabled !== true) throw new OAuth2Error('invalid_grant');
  const { authTime, request } = grant;
  const tokens = await startSession({ pool, client }, user, {
    occasion: 'HostedAuth',
    authorization: { scopes: request.scopes, authTime },
    ...(request.nonce !== undefined && { nonce: request.nonce }),
  });
  pool.codes.redeemed(code, tokens.session);
  return tokenAnswer(tokens, tokens.refreshToken);
}
