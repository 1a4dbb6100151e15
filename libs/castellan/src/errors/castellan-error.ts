import type { Challenge } from './challenge.js';
import type { ErrorCode } from './error-codes.js';

/** What every refusal can carry besides its message. */
export interface CastellanErrorOptions {
  /** The error that led here. It is for the operator's eyes only: no answer to a caller ever contains it. */
  readonly cause?: unknown;
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds?: number;
}

/**
 * The base of everything Castellan throws.
 *
 * `message` is for the developer and the log: what happened, what was expected, what to do. It never contains
 * a token, a secret or a claim value. What a caller gets to see is made from `code`, `httpStatus` and
 * `challenge` alone, by {@link toAnswer}.
 *
 * @example
 * ```ts
 * import { CastellanError } from 'castellan/core';
 *
 * export function isExpired(error: unknown): boolean {
 *   return error instanceof CastellanError && error.code === 'token_expired';
 * }
 * ```
 */
export abstract class CastellanError extends Error {
  /** Stable and machine-readable. Compare this; never parse `message`. */
  readonly code: ErrorCode;
  /** The HTTP status this error becomes. */
  abstract readonly httpStatus: number;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: CastellanErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The `WWW-Authenticate` challenge of the answer, where the answer has one (RFC 6750, section 3). */
  get challenge(): Challenge | undefined {
    return undefined;
  }
}
