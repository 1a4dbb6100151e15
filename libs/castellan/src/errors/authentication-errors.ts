import { CastellanError, type CastellanErrorOptions } from './castellan-error.js';
import type { Challenge } from './challenge.js';
import type { ErrorCode } from './error-codes.js';

/** The codes of a request whose credentials cannot be read. */
export type RequestErrorCode = Extract<ErrorCode, 'authorization_header_malformed' | 'multiple_credentials'>;

/** The request presents credentials in a way that no reading of it can be trusted. Answer: 400. */
export class InvalidRequestError extends CastellanError {
  readonly httpStatus = 400;
  declare readonly code: RequestErrorCode;

  // Narrows the codes that can be given.
  public constructor(code: RequestErrorCode, message: string, options?: CastellanErrorOptions) {
    super(code, message, options);
  }

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

/** Somebody has tried too many bad tokens, so no unknown one is looked at for a while. Answer: 429. */
export class TooManyAttemptsError extends CastellanError {
  readonly httpStatus = 429;

  constructor(message: string, options: CastellanErrorOptions = {}) {
    super('too_many_attempts', message, options);
  }
}

/** The codes of a refused token: each names the check that failed, never what was expected. */
export type TokenErrorCode = Extract<ErrorCode, `token_${string}`>;

/** The token of the request was checked and refused. Answer: 401 with `error="invalid_token"`. */
export class InvalidTokenError extends CastellanError {
  readonly httpStatus = 401;
  declare readonly code: TokenErrorCode;

  // Narrows the codes that can be given.
  public constructor(code: TokenErrorCode, message: string, options?: CastellanErrorOptions) {
    super(code, message, options);
  }

  override get challenge(): Challenge {
    return { error: 'invalid_token' };
  }
}

/** What a resource asks of the user's sign-in and the token does not show (RFC 9470, section 3). */
export interface AuthenticationDemand {
  /** How many seconds ago the user may have signed in at most. */
  readonly maxAgeSeconds?: number;
  /** The authentication contexts of which one is needed, the preferred one first. */
  readonly acrValues?: readonly string[];
}

/**
 * The token is good, and the user signed in too long ago or not strongly enough for this resource. Answer: 401 with
 * `error="insufficient_user_authentication"` and what is asked (RFC 9470, section 3).
 */
export class InsufficientUserAuthenticationError extends CastellanError {
  readonly httpStatus = 401;
  /** What the resource asks of the user's sign-in. */
  readonly demand: AuthenticationDemand;

  constructor(message: string, demand: AuthenticationDemand = {}) {
    super('insufficient_user_authentication', message);
    this.demand = demand;
  }

  override get challenge(): Challenge {
    return { error: 'insufficient_user_authentication', ...this.demand };
  }
}

/**
 * The pool's keys cannot be had, so nobody can say whether the token is good. Answer: 503 with `Retry-After`,
 * never 401, which would log users out because of an outage.
 */
export class KeySetUnavailableError extends CastellanError {
  readonly httpStatus = 503;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('key_set_unavailable', message, options);
  }
}

/**
 * The application's lookup of user pools fails, so nobody can say whether the token's pool is one of its own.
 * Answer: 503 with `Retry-After`.
 */
export class UserPoolUnavailableError extends CastellanError {
  readonly httpStatus = 503;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('pool_unavailable', message, options);
  }
}
