import { CastellanError, type CastellanErrorOptions } from './castellan-error.js';
import type { ErrorCode } from './error-codes.js';

/**
 * The request carries a session of a browser, changes something, and nothing shows that a page of this application sent
 * it. Answer: 403.
 */
export class CsrfError extends CastellanError {
  readonly httpStatus = 403;

  constructor(message: string) {
    super('csrf_refused', message);
  }
}

/** The codes of a sign-in that cannot go on as it was asked for. */
export type SignInRequestErrorCode = Extract<
  ErrorCode,
  'return_address_not_allowed' | 'sign_in_request_invalid' | 'sign_in_not_started'
>;

/** A request of the way through managed login is not one that this application, or this browser, began. Answer: 400. */
export class SignInRequestError extends CastellanError {
  readonly httpStatus = 400;
  declare readonly code: SignInRequestErrorCode;

  // Narrows the codes that can be given.
  public constructor(code: SignInRequestErrorCode, message: string, options?: CastellanErrorOptions) {
    super(code, message, options);
  }
}

/** Managed login has not signed the user in, or what it gave was refused. Answer: 403. */
export class SignInRefusedError extends CastellanError {
  readonly httpStatus = 403;

  constructor(message: string, options?: CastellanErrorOptions) {
    super('sign_in_refused', message, options);
  }
}

/** Managed login cannot be reached, or does not answer as it should. Answer: 503 with `Retry-After`. */
export class SignInUnavailableError extends CastellanError {
  readonly httpStatus = 503;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('sign_in_unavailable', message, options);
  }
}

/**
 * The session of the request cannot be looked up or renewed right now. Answer: 503 with `Retry-After`, never 401, which
 * would log users out because of an outage.
 */
export class SessionUnavailableError extends CastellanError {
  readonly httpStatus = 503;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('session_unavailable', message, options);
  }
}
