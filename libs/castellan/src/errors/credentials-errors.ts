import { CastellanError } from './castellan-error.js';

/** AWS credentials were asked for and the caller sent no ID token, which Identity Pools need. Answer: 400. */
export class IdTokenRequiredError extends CastellanError {
  readonly httpStatus = 400;

  constructor(message: string) {
    super('id_token_required', message);
  }
}

/** The Identity Pool, or the caller's role, says no. Answer: 403. */
export class CredentialsRefusedError extends CastellanError {
  readonly httpStatus = 403;

  constructor(message: string, options?: { cause?: unknown }) {
    super('credentials_refused', message, options);
  }
}

/** The Identity Pool is throttling this account. Answer: 503 with `Retry-After`. */
export class CredentialsThrottledError extends CastellanError {
  readonly httpStatus = 503;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('credentials_throttled', message, options);
  }
}

/** The Identity Pool cannot be reached or fails. Answer: 502. */
export class CredentialsUnavailableError extends CastellanError {
  readonly httpStatus = 502;

  constructor(message: string, options?: { cause?: unknown }) {
    super('credentials_unavailable', message, options);
  }
}

/** The Identity Pool did not answer in time. Answer: 504. */
export class CredentialsTimeoutError extends CastellanError {
  readonly httpStatus = 504;

  constructor(message: string, options?: { cause?: unknown }) {
    super('credentials_timeout', message, options);
  }
}

/** A client that acts as the caller was used where there is no caller. Answer: 500. */
export class CallerContextMissingError extends CastellanError {
  readonly httpStatus = 500;

  constructor(message: string) {
    super('caller_context_missing', message);
  }
}

/** An AWS service refused a call that was made with the caller's own credentials. Answer: 403. */
export class AwsAccessDeniedError extends CastellanError {
  readonly httpStatus = 403;

  constructor(message: string, options?: { cause?: unknown }) {
    super('aws_access_denied', message, options);
  }
}
