import { CastellanError, type CastellanErrorOptions } from './castellan-error.js';

/** What is wrong with one place of a request body. */
export interface BodyViolation {
  /** The place, as a JSON pointer (RFC 6901); empty for the body as a whole. */
  readonly pointer: string;
  /** What it has to be. Never what was found there. */
  readonly detail: string;
}

/**
 * The body of a request is not what the route takes. Answer: 400 with the places that are wrong in `errors`, as in
 * RFC 9457, section 3.
 */
export class InvalidRequestBodyError extends CastellanError {
  readonly httpStatus = 400;
  /** The places that are wrong, at most twenty. */
  readonly violations: readonly BodyViolation[];

  constructor(message: string, violations: readonly BodyViolation[]) {
    super('request_body_invalid', message);
    this.violations = violations;
  }
}

/** The body of a request is longer than the route reads. Answer: 413. */
export class RequestBodyTooLargeError extends CastellanError {
  readonly httpStatus = 413;

  constructor(message: string) {
    super('request_body_too_large', message);
  }
}

/** The body of a request is not JSON. Answer: 415. */
export class UnsupportedMediaTypeError extends CastellanError {
  readonly httpStatus = 415;

  constructor(message: string) {
    super('media_type_not_supported', message);
  }
}

/** There are too many requests of one kind, by the limits of the application. Answer: 429. */
export class TooManyRequestsError extends CastellanError {
  readonly httpStatus = 429;

  constructor(message: string, options: CastellanErrorOptions = {}) {
    super('too_many_requests', message, options);
  }
}
