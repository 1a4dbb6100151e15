import type { Clock } from '../../clock.js';
import { ServiceError } from '../../http/service-error.js';
import { refreshSession } from '../operations/refresh-session.js';
import type { ClientOfPool } from '../pool-registry.js';
import { OAuth2Error } from './oauth2-error.js';
import { tokenAnswer } from './token-answer.js';

/** New tokens of an earlier sign-in (RFC 6749, section 6). */
export async function grantRefreshToken(
  { pool, client }: ClientOfPool,
  form: ReadonlyMap<string, string>,
  clock: Clock,
): Promise<object> {
  const refreshToken = form.get('refresh_token');
  if (refreshToken === undefined) throw new OAuth2Error('invalid_request');
  try {
    const tokens = await refreshSession({ pool, client }, { refreshToken }, clock);
    return tokenAnswer(tokens, tokens.refreshToken);
  } catch (error) {
    if (error instanceof ServiceError) throw new OAuth2Error('invalid_grant');
    throw error;
  }
}
