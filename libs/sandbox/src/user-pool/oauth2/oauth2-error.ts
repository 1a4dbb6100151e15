/** A refusal of an endpoint that clients call (RFC 6749, section 5.2; RFC 7009, section 2.2.1). */
export class OAuth2Error extends Error {
  constructor(
    readonly code:
      | 'invalid_request'
      | 'invalid_client'
      | 'invalid_grant'
      | 'unauthorized_client'
      | 'unsupported_grant_type'
      | 'unsupported_token_type'
      | 'invalid_scope',
    /** 401 only when the client tried the `Authorization` header, and always at the revocation endpoint. */
    readonly status: 400 | 401 = 400,
  ) {
    super(code);
    this.name = 'OAuth2Error';
  }
}
