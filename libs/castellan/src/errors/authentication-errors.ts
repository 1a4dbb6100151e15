import { CastellanError } from './castellan-error.js';
import type { Challenge } from './challenge.js';
import type { ErrorCode } from './error-codes.js';

/** The request presents credentials in a way that no reading of it can be trusted. Answer: 400. */
export class InvalidRequestError extends CastellanError {
  readonly httpStatus = 400;
  declare readonly code: Extract<ErrorCode, 'authorization_header_malformed' | 'multiple_credentials'>;

  override get challenge(): Challenge {
    return { error: 'invalid_request' };
  }
}

/** The request presents no credentials and the resource needs some. Answer: 401 with a bare challenge. */
export class AuthenticationRequiredError extends CastellanError {
  readonly httpStatus = 401;

  constructor(message = 'The request carries no bearer token and the handler needs one.') {
    super('authentication_required', message);
  }

  override get challenge(): Challenge {
    return {};
  }
}

/** The token of the request was checked and refused. Answer: 401 with `error="invalid_token"`. */
export class InvalidTokenError extends CastellanError {
  readonly httpStatus = 401;
  declare readonly code: Extract<ErrorCode, `token_${string}`>;

  constructor(code: Extract<ErrorCode, `token_${string}`>, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
  }

  override get challenge(): Challenge {
    return { error: 'invalid_token' };
  }
}

/**
 * The pool's keys cannot be had, so nobody can say whether the token is good. Answer: 503 with `Retry-After`,
 * never 401, which would log users out because of an outage.
 */
export class KeySetUnavailableError extends CastellanError {
  readonly httpStatus = 503;
  override readonly retryAfterSeconds: number;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('key_set_unavailable', message, options);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
