import type { Clock } from '../../clock.js';
import { refreshSession } from '../operations/refresh-session.js';
import type { ClientOfPool } from '../pool-registry.js';
import { readClientMetadata } from './client-metadata.js';
import { OAuth2Error } from './oauth2-error.js';
import { tokenAnswer } from './token-answer.js';

/** New tokens of an earlier sign-in (RFC 6749, section 6). A refresh token is among them only where it rotates. */
export async function grantRefreshToken(
  found: ClientOfPool,
  form: ReadonlyMap<string, string>,
  clock: Clock,
): Promise<object> {
  const refreshToken = form.get('refresh_token');
  if (refreshToken === undefined) throw new OAuth2Error('invalid_request');
  const clientMetadata = readClientMetadata(form.get('aws_client_metadata'));
  const tokens = await refreshSession(found, { refreshToken, clientMetadata }, clock);
  return tokenAnswer(tokens, tokens.refreshToken);
}
