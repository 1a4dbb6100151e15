/** A refusal of the token endpoint (RFC 6749, section 5.2). */
export class OAuth2Error extends Error {
  constructor(
    readonly code:
      | 'invalid_request'
      | 'invalid_client'
      | 'unauthorized_client'
      | 'unsupported_grant_type'
      | 'invalid_scope',
    /** 401 only when the client tried the `Authorization` header. */
    readonly status: 400 | 401 = 400,
  ) {
    super(code);
    this.name = 'OAuth2Error';
  }
}
