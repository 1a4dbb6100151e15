/** A sign-in at a provider that came to nothing. It goes to the application as an error of OAuth 2.0. */
export class FederationError extends Error {
  override readonly name = 'FederationError';

  constructor(
    /** Such as `server_error`. */
    readonly code: string,
    /** The `error_description`, in Cognito's words where they are known. It has no token and no secret. */
    readonly description: string,
  ) {
    super(description);
  }
}
