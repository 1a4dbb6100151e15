/** The discovery document of a pool: only what this server really answers. */
export const discoveryDocument = (issuer: string, baseUrl: string): object => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  token_endpoint: `${baseUrl}/oauth2/token`,
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  grant_types_supported: ['client_credentials'],
  // There is no authorization endpoint, hence no response type.
  response_types_supported: [],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
});
