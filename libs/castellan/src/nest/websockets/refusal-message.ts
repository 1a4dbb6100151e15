import { type CastellanError, type ChallengeOptions, type ErrorCode, toAnswer } from '../../errors/index.js';

/** What a client gets instead of an answer: as the event `exception`, or as `data` of a refused connection. */
export interface RefusalMessage {
  readonly status: 'error';
  /** Stable and machine-readable. */
  readonly code: ErrorCode;
  /** The fixed sentence of the code. */
  readonly message: string;
  /** The HTTP status the same refusal has over HTTP. */
  readonly httpStatus: number;
  /** The name of the message that was refused. */
  readonly event?: string;
  /** What `WWW-Authenticate` would say: which scope or which sign-in is needed. */
  readonly wwwAuthenticate?: string;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
}

/** Nothing of an error but its code, its challenge and when to try again. */
export function refusalMessage(
  error: CastellanError,
  options: ChallengeOptions,
  event?: unknown,
): RefusalMessage {
  const { status, headers, body } = toAnswer(error, options);
  const challenge = headers['www-authenticate'];
  return {
    status: 'error',
    code: body.code,
    message: body.detail,
    httpStatus: status,
    ...(typeof event === 'string' && { event }),
    ...(challenge !== undefined && { wwwAuthenticate: challenge }),
    ...(error.retryAfterSeconds !== undefined && { retryAfter: error.retryAfterSeconds }),
  };
}
