import { CastellanError, type Challenge, ERROR_CODES, type ErrorCode } from '../../errors/index.js';
import { GRPC_CODE, GRPC_RETRY_AFTER, GRPC_STATUS } from './grpc-refusal.js';

/**
 * A service that the caller's tokens were forwarded to has refused. Its refusal is the caller's: the answer has the same
 * code and the same status, as if the caller had asked that service.
 */
export class RemoteRefusalError extends CastellanError {
  readonly httpStatus: number;

  constructor(service: string, { code, httpStatus, retryAfterSeconds }: RemoteRefusal) {
    super(code, `The service ${service} refused a message that was sent on behalf of the caller.`, {
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    });
    this.httpStatus = httpStatus;
  }

  override get challenge(): Challenge | undefined {
    if (this.code === 'insufficient_scope') return { error: 'insufficient_scope' };
    if (this.code === 'insufficient_user_authentication')
      return { error: 'insufficient_user_authentication' };
    if (this.httpStatus !== 401) return undefined;
    return this.code === 'authentication_required' ? {} : { error: 'invalid_token' };
  }
}

/** What is taken of an answer that another service has written: nothing but what Castellan itself could have. */
export interface RemoteRefusal {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly retryAfterSeconds?: number;
}

/** The refusal in an error that a client of Nest was answered with; `undefined` for other errors. */
export function remoteRefusalIn(error: unknown): RemoteRefusal | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, httpStatus, retryAfterSeconds } = { ...error, ...trailersOf(error) } as Readonly<
    Record<string, unknown>
  >;
  if (typeof code !== 'string' || !Object.hasOwn(ERROR_CODES, code)) return undefined;
  if (!isWholeNumber(httpStatus, 400, 599)) return undefined;
  return {
    code: code as ErrorCode,
    httpStatus,
    ...(isWholeNumber(retryAfterSeconds, 0, 86_400) && { retryAfterSeconds }),
  };
}

/** gRPC has it in the trailing metadata. */
function trailersOf(error: object): object {
  const { metadata } = error as { readonly metadata?: { get?(name: string): readonly unknown[] } };
  if (typeof metadata?.get !== 'function') return {};
  const [code] = metadata.get(GRPC_CODE);
  const [status] = metadata.get(GRPC_STATUS);
  const [retryAfter] = metadata.get(GRPC_RETRY_AFTER);
  return {
    code,
    httpStatus: Number(status),
    retryAfterSeconds: retryAfter === undefined ? undefined : Number(retryAfter),
  };
}

function isWholeNumber(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
