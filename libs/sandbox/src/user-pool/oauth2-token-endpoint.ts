import { authenticateClient } from './oauth2-client-authentication.js';
import { OAuth2Error } from './oauth2-error.js';
import type { AppClient } from './app-client.js';
import type { UserPools } from './user-pool-service.js';

/** A request to `POST /oauth2/token`. */
export interface TokenEndpointRequest {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The form as it was sent. */
  readonly body: string;
}

export interface TokenEndpointAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** To be sent as JSON. */
  readonly body: object;
}

const HEADERS = {
  'content-type': 'application/json;charset=UTF-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
};

/**
 * Answers the token endpoint for the client credentials grant (RFC 6749, section 4.4). The client authenticates with
 * HTTP Basic or with `client_id` and `client_secret` in the form; its ID also tells the pool. Without a `scope` it
 * gets every scope it may ask for. A refusal is an answer too; nothing is thrown.
 */
export async function answerTokenRequest(
  pools: UserPools,
  request: TokenEndpointRequest,
): Promise<TokenEndpointAnswer> {
  try {
    const body = await grant(pools, request);
    return { status: 200, headers: { ...HEADERS }, body };
  } catch (error) {
    if (!(error instanceof OAuth2Error)) throw error;
    return refusal(error);
  }
}

async function grant(pools: UserPools, { headers, body }: TokenEndpointRequest): Promise<object> {
  const form = parseForm(headers['content-type'], body);
  const grantType = form.get('grant_type');
  if (grantType === undefined) throw new OAuth2Error('invalid_request');
  if (grantType !== 'client_credentials') throw new OAuth2Error('unsupported_grant_type');
  const { pool, client } = authenticateClient(form, headers.authorization, (id) => pools.byClientId(id));
  const scopes = grantedScopes(client, form.get('scope'));
  const accessToken = await pool.tokens.issueForClient(client, scopes);
  return { access_token: accessToken, expires_in: client.accessTokenSeconds, token_type: 'Bearer' };
}

function grantedScopes(client: AppClient, asked: string | undefined): readonly string[] {
  const allowed = client.clientCredentialsScopes;
  if (allowed.length === 0) throw new OAuth2Error('unauthorized_client');
  if (asked === undefined) return allowed;
  const scopes = [...new Set(asked.split(' '))];
  if (!scopes.every((scope) => allowed.includes(scope))) throw new OAuth2Error('invalid_scope');
  return scopes;
}

/** A parameter without a value counts as left out; one that is sent twice is refused (RFC 6749, section 3.2). */
function parseForm(contentType: string | undefined, body: string): ReadonlyMap<string, string> {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType ?? '')) {
    throw new OAuth2Error('invalid_request');
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (form.has(name)) throw new OAuth2Error('invalid_request');
    if (value !== '') form.set(name, value);
  }
  return form;
}

const refusal = ({ code, status }: OAuth2Error): TokenEndpointAnswer => ({
  status,
  headers: { ...HEADERS, ...(status === 401 ? { 'www-authenticate': 'Basic realm="token"' } : {}) },
  body: { error: code },
});
