/** What went wrong between us and AWS, before it is decided what that means for the caller. */
export class AwsFault extends Error {
  /** The HTTP status AWS answered with; `undefined` when there was no answer. */
  readonly httpStatus: number | undefined;
  /** The `Retry-After` of the answer, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  readonly timedOut: boolean;
  /** Whether the same call may succeed a moment later: the connection broke, or AWS answered with a 5xx. */
  readonly transient: boolean;

  constructor(
    name: string,
    message: string,
    details: {
      httpStatus?: number | undefined;
      retryAfterSeconds?: number | undefined;
      timedOut?: boolean;
      transient?: boolean;
    } = {},
  ) {
    super(message);
    this.name = name;
    this.httpStatus = details.httpStatus;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.timedOut = details.timedOut ?? false;
    this.transient = details.transient ?? false;
  }
}

const TIMEOUTS: ReadonlySet<unknown> = new Set(['TimeoutError', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);
/** The SDK gives these the name TimeoutError too; but the other end hung up, and nothing took too long. */
const BROKEN_CONNECTIONS: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);
const LONGEST_RETRY_AFTER = 60;

/**
 * Takes from an SDK error only what is safe to log. The error itself holds the HTTP response, in hidden
 * properties, and so it is not even kept as a cause.
 *
 * @param secrets what must not be in the message, whoever wrote it
 */
export function toAwsFault(error: unknown, secrets: readonly string[]): AwsFault {
  if (error instanceof AwsFault) return error;
  const found = (typeof error === 'object' && error !== null ? error : {}) as SdkErrorShape;
  const broken = BROKEN_CONNECTIONS.has(found.code);
  const name = typeof found.name === 'string' && !broken ? found.name : 'Error';
  const message = typeof found.message === 'string' ? found.message : 'no message';
  const code = typeof found.code === 'string' ? `${found.code}: ` : '';
  const safe = secrets.reduce((text, secret) => text.replaceAll(secret, '[token]'), code + message);
  const httpStatus = found.$metadata?.httpStatusCode;
  const timedOut = TIMEOUTS.has(name) || TIMEOUTS.has(found.code);
  return new AwsFault(name, safe, {
    httpStatus,
    retryAfterSeconds: retryAfter(found.$response?.headers?.['retry-after']),
    timedOut,
    transient: httpStatus === undefined ? code !== '' && !timedOut : httpStatus >= 500,
  });
}

interface SdkErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,6}$/.test(header)) return undefined;
  return Math.min(Math.max(Number(header), 1), LONGEST_RETRY_AFTER);
}
