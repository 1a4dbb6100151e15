import { RpcException } from '@nestjs/microservices';
import { type CastellanError, ERROR_CODES, type ErrorCode } from '../../errors/index.js';

/** What the sender of a refused message gets, on every transport but gRPC. It goes through JSON unchanged. */
export interface MessageRefusal {
  /** As in every error of Nest's microservices. */
  readonly status: 'error';
  /** Stable and machine-readable. */
  readonly code: ErrorCode;
  /** One fixed sentence per code. */
  readonly message: string;
  /** The HTTP status the same refusal has elsewhere. */
  readonly httpStatus: number;
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds?: number;
}

/**
 * A refused message as Nest's microservices understand it. Nothing of the error it stands for is in it but its code,
 * its status and when to come back.
 *
 * @example
 * ```ts
 * import { AccessDeniedError } from 'castellan';
 * import { CastellanRpcException } from 'castellan/microservices';
 *
 * // { status: 'error', code: 'access_denied', httpStatus: 403, message: 'The caller is not allowed to do this.' }
 * export const refusal = new CastellanRpcException(new AccessDeniedError('The archive is closed.')).getError();
 * ```
 */
export class CastellanRpcException extends RpcException {
  /** Stable and machine-readable. */
  readonly code: ErrorCode;

  constructor({ code, httpStatus, retryAfterSeconds }: CastellanError) {
    super({
      status: 'error',
      code,
      message: ERROR_CODES[code],
      httpStatus,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    } satisfies MessageRefusal);
    this.name = 'CastellanRpcException';
    this.code = code;
  }

  override getError(): MessageRefusal {
    return super.getError() as MessageRefusal;
  }
}
