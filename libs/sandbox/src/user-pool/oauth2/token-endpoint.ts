import type { Clock } from '../../clock.js';
import type { ClientOfPool } from '../pool-registry.js';
import type { UserPools } from '../user-pool-service.js';
import { grantAuthorizationCode } from './authorization-code-grant.js';
import { authenticateClient } from './client-authentication.js';
import { grantClientCredentials } from './client-credentials-grant.js';
import { answerClient, type EndpointAnswer, type EndpointRequest } from './endpoint.js';
import { parseForm } from './form.js';
import { OAuth2Error } from './oauth2-error.js';
import { grantRefreshToken } from './refresh-token-grant.js';

type GrantTokens = (found: ClientOfPool, form: ReadonlyMap<string, string>, clock: Clock) => Promise<object>;

const GRANTS: ReadonlyMap<string, GrantTokens> = new Map([
  ['authorization_code', grantAuthorizationCode],
  ['refresh_token', grantRefreshToken],
  ['client_credentials', grantClientCredentials],
]);

/**
 * Answers `POST /oauth2/token`. A client with a secret authenticates with HTTP Basic or with `client_id` and
 * `client_secret` in the form; its ID also tells the pool.
 */
export const answerTokenRequest = (
  pools: UserPools,
  { headers, body }: EndpointRequest,
): Promise<EndpointAnswer> =>
  answerClient(async () => {
    const form = parseForm(headers['content-type'], body);
    const grantType = form.get('grant_type');
    if (grantType === undefined) throw new OAuth2Error('invalid_request');
    const grant = GRANTS.get(grantType);
    if (grant === undefined) throw new OAuth2Error('unsupported_grant_type');
    const found = authenticateClient(form, headers.authorization, (id) => pools.byClientId(id));
    return await grant(found, form, pools.clock);
  });
