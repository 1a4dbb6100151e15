import { type CastellanError, ERROR_CODES } from '../../errors/index.js';
import type { GrpcMetadata, GrpcStatus } from './grpc-call.js';

/** The trailing metadata that has the stable code of a refusal. */
export const GRPC_CODE = 'castellan-code';
/** The trailing metadata that has the HTTP status the same refusal has elsewhere. */
export const GRPC_STATUS = 'castellan-status';
/** The trailing metadata that has the seconds after which a retry makes sense. */
export const GRPC_RETRY_AFTER = 'retry-after';

/** The codes of gRPC that refusals have. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

const OF_HTTP: Readonly<Record<number, number>> = {
  401: UNAUTHENTICATED,
  403: PERMISSION_DENIED,
  404: NOT_FOUND,
  429: RESOURCE_EXHAUSTED,
  502: UNAVAILABLE,
  503: UNAVAILABLE,
  504: UNAVAILABLE,
};

/**
 * The status that a refused call ends with. Its details are the fixed sentence of the code; the code itself is in the
 * trailing metadata.
 *
 * @param received The metadata of the call, which knows how to make more of its kind.
 */
export function grpcRefusal(error: CastellanError, received: GrpcMetadata): GrpcStatus {
  const metadata = new (received.constructor as new () => GrpcMetadata)();
  metadata.set(GRPC_CODE, error.code);
  metadata.set(GRPC_STATUS, String(error.httpStatus));
  if (error.retryAfterSeconds !== undefined) metadata.set(GRPC_RETRY_AFTER, String(error.retryAfterSeconds));
  return { code: grpcCode(error), details: ERROR_CODES[error.code], metadata };
}

function grpcCode({ httpStatus, code }: CastellanError): number {
  const known = OF_HTTP[httpStatus];
  if (known !== undefined) return known;
  if (httpStatus >= 500) return INTERNAL;
  return code === 'id_token_required' ? FAILED_PRECONDITION : UNAUTHENTICATED;
}
