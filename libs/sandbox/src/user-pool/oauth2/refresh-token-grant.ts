import type { Clock } from '../../clock.js';
import { refreshSession } from '../operations/refresh-session.js';
import type { AppClient } from '../app-client.js';
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
  if (!mayRefresh(found.client)) throw new OAuth2Error('unauthorized_client');
  const clientMetadata = readClientMetadata(form.get('aws_client_metadata'));
  const tokens = await refreshSession(found, { refreshToken, clientMetadata }, clock);
  return tokenAnswer(tokens, tokens.refreshToken);
}

/** Of rotation Cognito wants that the flow is not among those of the client. */
const mayRefresh = ({ refreshTokenRotation, explicitAuthFlows }: AppClient): boolean =>
  refreshTokenRotation !== undefined || explicitAuthFlows.includes('ALLOW_REFRESH_TOKEN_AUTH');
