import type { UserPools } from '../user-pool-service.js';
import { authenticateClient } from './client-authentication.js';
import { answerClient, type EndpointAnswer, type EndpointRequest } from './endpoint.js';
import { parseForm } from './form.js';
import { OAuth2Error } from './oauth2-error.js';

/**
 * Answers `POST /oauth2/revoke` (RFC 7009): ends the sign-in of a refresh token, and with it all that was issued
 * from it. A token that is not known is as good as revoked.
 */
export const answerRevocationRequest = (
  pools: UserPools,
  { headers, body }: EndpointRequest,
): Promise<EndpointAnswer> =>
  answerClient(async () => {
    const form = parseForm(headers['content-type'], body);
    const { pool, client } = authenticated(pools, form, headers.authorization);
    const token = form.get('token');
    if (token === undefined) throw new OAuth2Error('invalid_request');
    if (token.split('.').length === 3) throw new OAuth2Error('unsupported_token_type');
    const session = pool.sessions.findByRefreshToken(token);
    if (session !== undefined) {
      if (session.clientId !== client.clientId) throw new OAuth2Error('invalid_request');
      session.revoked = true;
    }
    return undefined;
  });

/** Of a wrong client Cognito says 401 here, however it authenticated. */
function authenticated(
  pools: UserPools,
  form: ReadonlyMap<string, string>,
  authorization: string | undefined,
) {
  try {
    return authenticateClient(form, authorization, (id) => pools.byClientId(id));
  } catch (error) {
    const isWrongClient = error instanceof OAuth2Error && error.code === 'invalid_client';
    throw isWrongClient ? new OAuth2Error('invalid_client', 401) : error;
  }
}
