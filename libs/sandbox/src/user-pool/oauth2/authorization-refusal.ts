import { callbackUrl } from './finish-authorization.js';

/** Errors of the authorization endpoint (RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6). */
export type AuthorizationErrorCode =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'invalid_scope'
  | 'server_error'
  | 'login_required'
  | 'redirect_mismatch';

/** A refusal of the authorization endpoint, and where the browser goes with it. */
export class AuthorizationRefusal extends Error {
  private constructor(
    code: AuthorizationErrorCode,
    /** The client's callback URL, or the error page of the sandbox. */
    readonly location: string,
  ) {
    super(code);
    this.name = 'AuthorizationRefusal';
  }

  /** Goes to the client, whose callback URL has been checked. */
  static toClient(
    callback: { readonly redirectUri: string; readonly state?: string },
    code: AuthorizationErrorCode,
    description?: string,
  ): AuthorizationRefusal {
    const outcome = { error: code, ...(description !== undefined && { error_description: description }) };
    return new AuthorizationRefusal(code, callbackUrl(callback, outcome));
  }

  /** Stays here: there is no address that can be trusted to be the client's. */
  static toErrorPage(code: AuthorizationErrorCode, clientId?: string): AuthorizationRefusal {
    const parameters = new URLSearchParams({
      error: code,
      ...(clientId !== undefined && { client_id: clientId }),
    });
    return new AuthorizationRefusal(code, `/error?${parameters.toString()}`);
  }
}
