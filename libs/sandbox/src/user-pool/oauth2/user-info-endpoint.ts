import { ServiceError } from '../../http/service-error.js';
import { authenticateAccessToken } from '../access-token-check.js';
import type { UserPools } from '../user-pool-service.js';
import type { EndpointAnswer } from './endpoint.js';
import { attributesInScope } from './scopes.js';

const HEADERS = { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store' };

/**
 * Answers `/oauth2/userInfo`: the attributes that the scopes of the access token open, all of them as strings, as
 * they are kept. A token without `openid` is refused.
 */
export async function answerUserInfoRequest(
  pools: UserPools,
  authorization: string | undefined,
): Promise<EndpointAnswer> {
  const token = /^bearer +([A-Za-z0-9\-_=.]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return refusal(400, 'invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
  try {
    const { user, scopes } = await authenticateAccessToken(token, pools.registry, pools.clock, 'openid');
    const attributes = Object.fromEntries(attributesInScope(user.attributes, scopes));
    const body = { sub: user.sub, ...attributes, username: user.username };
    return { status: 200, headers: { ...HEADERS }, body };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return refusal(
      401,
      'invalid_token',
      'Access token is expired, disabled, or deleted, or the user has globally signed out.',
    );
  }
}

const refusal = (status: number, error: string, description: string): EndpointAnswer => ({
  status,
  headers: {
    ...HEADERS,
    'www-authenticate': `Bearer error="${error}", error_description="${description}"`,
  },
  body: { error, error_description: description },
});
