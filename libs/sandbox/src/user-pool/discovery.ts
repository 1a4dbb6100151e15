/** The discovery document of a pool: the members of Cognito's own, for what this server really answers. */
export const discoveryDocument = (issuer: string, baseUrl: string): object => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  authorization_endpoint: `${baseUrl}/oauth2/authorize`,
  token_endpoint: `${baseUrl}/oauth2/token`,
  userinfo_endpoint: `${baseUrl}/oauth2/userInfo`,
  revocation_endpoint: `${baseUrl}/oauth2/revoke`,
  end_session_endpoint: `${baseUrl}/logout`,
  response_types_supported: ['code'],
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  id_token_signing_alg_values_supported: ['RS256'],
});
