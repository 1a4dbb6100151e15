import { CastellanError } from './castellan-error.js';

/**
 * The list of revoked tokens cannot be had, so nobody can say whether the token is one of them. Answer: 503 with
 * `Retry-After`, never 401, which would log users out because of an outage.
 */
export class RevocationsUnavailableError extends CastellanError {
  readonly httpStatus = 503;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('revocations_unavailable', message, options);
  }
}

/**
 * A revocation was made that not everybody knows of: the store could not be reached, or has no room for more. Answer:
 * 503 with `Retry-After`.
 */
export class RevocationNotRecordedError extends CastellanError {
  readonly httpStatus = 503;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('revocation_not_recorded', message, options);
  }
}

/** Cognito could not be asked whether it still accepts the token. Answer: 503 with `Retry-After`. */
export class RevalidationUnavailableError extends CastellanError {
  readonly httpStatus = 503;

  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super('revalidation_unavailable', message, options);
  }
}
