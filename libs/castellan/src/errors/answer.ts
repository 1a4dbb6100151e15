import { STATUS_CODES } from 'node:http';
import type { CastellanError } from './castellan-error.js';
import { formatChallenge, type ChallengeOptions } from './challenge.js';
import { ERROR_CODES, type ErrorCode } from './error-codes.js';
import { type BodyViolation, InvalidRequestBodyError } from './request-errors.js';
import { TriggerRefusedError } from './user-pool-errors.js';

/** A problem details object (RFC 9457) as Castellan sends it, with media type `application/problem+json`. */
export interface Problem {
  /** No page describes a refusal: `code` says which one it is. */
  readonly type: 'about:blank';
  /** The phrase of the HTTP status. */
  readonly title: string;
  /** The HTTP status, as in the status line. */
  readonly status: number;
  /** Stable and machine-readable. */
  readonly code: ErrorCode;
  /** One fixed sentence per code. */
  readonly detail: string;
  /** The places of the request's body that are wrong; only with `request_body_invalid`. */
  readonly errors?: readonly BodyViolation[];
  /** What the author of a trigger wrote for the user; only with `trigger_refused`, and where there is something. */
  readonly message?: string;
}

/** What a caller gets instead of the resource. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be sent as JSON. */
  readonly body: Problem;
}

/**
 * Turns an error into the answer its caller gets. Only the code, the status, the challenge, `Retry-After`, the places
 * of a body that are wrong, and what a trigger says to the user go in: no message of the error, cause, stack, claim or
 * byte of a token can. Only a 401 says where the metadata of the resource is: what other refusals lack is not found
 * there.
 *
 * @example
 * ```ts
 * import { CastellanError, toAnswer } from 'castellan/core';
 * import type { ServerResponse } from 'node:http';
 *
 * export function refuse(error: unknown, response: ServerResponse): void {
 *   if (!(error instanceof CastellanError)) throw error;
 *   const { status, headers, body } = toAnswer(error, { realm: 'articles' });
 *   response.writeHead(status, headers).end(JSON.stringify(body));
 * }
 * ```
 */
export function toAnswer(error: CastellanError, { realm, resourceMetadata }: ChallengeOptions = {}): Answer {
  const status = error.httpStatus;
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  };
  if (error.challenge !== undefined) {
    headers['www-authenticate'] = formatChallenge(error.challenge, {
      ...(realm !== undefined && { realm }),
      ...(status === 401 && resourceMetadata !== undefined && { resourceMetadata }),
    });
  }
  if (error.retryAfterSeconds !== undefined) headers['retry-after'] = String(error.retryAfterSeconds);
  return {
    status,
    headers,
    body: {
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      code: error.code,
      detail: ERROR_CODES[error.code],
      ...(error instanceof InvalidRequestBodyError && { errors: error.violations }),
      ...(error instanceof TriggerRefusedError && error.userMessage !== '' && { message: error.userMessage }),
    },
  };
}
