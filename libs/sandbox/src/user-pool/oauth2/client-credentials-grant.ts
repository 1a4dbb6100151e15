import type { ClientOfPool } from '../pool-registry.js';
import { readClientMetadata } from './client-metadata.js';
import { OAuth2Error } from './oauth2-error.js';

/**
 * A token for the client itself (RFC 6749, section 4.4). Without a `scope` it gets every scope it may ask for.
 * Only a client with a secret has any.
 */
export async function grantClientCredentials(
  { pool, client }: ClientOfPool,
  form: ReadonlyMap<string, string>,
): Promise<object> {
  if (client.clientSecret === undefined) throw new OAuth2Error('invalid_client');
  const allowed = client.clientCredentialsScopes;
  if (allowed.length === 0) throw new OAuth2Error('unauthorized_client');
  const scopes = [...new Set(form.get('scope')?.split(' ') ?? allowed)];
  if (!scopes.every((scope) => allowed.includes(scope))) throw new OAuth2Error('invalid_scope');
  const overrides = await pool.triggers.tokens.generate({
    source: 'ClientCredentials',
    username: client.clientId,
    clientId: client.clientId,
    clientMetadata: readClientMetadata(form.get('aws_client_metadata')),
    groups: [],
    scopes,
  });
  const accessToken = await pool.tokens.issueForClient(client, scopes, overrides);
  return { access_token: accessToken, expires_in: client.accessTokenSeconds, token_type: 'Bearer' };
}
