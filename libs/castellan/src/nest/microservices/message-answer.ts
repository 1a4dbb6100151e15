import type { ArgumentsHost } from '@nestjs/common';
import { KafkaContext, KafkaHeaders } from '@nestjs/microservices';
import { of, type Observable, throwError } from 'rxjs';
import type { CastellanError } from '../../errors/index.js';
import { grpcExchangeOf, type GrpcExchange } from './grpc-call.js';
import { grpcRefusal } from './grpc-refusal.js';
import { CastellanRpcException } from './message-refusal.js';

/**
 * Answers a refused message, or call, in the way of its transport.
 *
 * @param isForEvents Whether its handler is for events. Nobody waits for their answer, and other handlers of the same
 * event would not run if one failed.
 */
export function refuseMessage(
  host: ArgumentsHost,
  error: CastellanError,
  isForEvents: boolean,
): Observable<never> {
  const grpc = grpcExchangeOf(host);
  if (grpc === undefined) {
    return isForEvents || isUnanswerable(host)
      ? NOTHING
      : throwError(() => new CastellanRpcException(error).getError());
  }
  if (!grpc.isPassedThrough) return throwError(() => grpcRefusal(error, grpc.call.metadata));
  refuseCall(grpc, error);
  return NOTHING;
}

/** Ends a call whose handler works on the call itself: what is thrown there would end the process. */
export function refuseCall({ call, respond }: GrpcExchange, error: CastellanError): void {
  const status = grpcRefusal(error, call.metadata);
  if (respond === undefined) call.emit('error', status);
  else respond(status);
}

/** One value, since Nest fails on a stream without any. */
const NOTHING = of(undefined) as unknown as Observable<never>;

/**
 * Whether nobody waits for an answer and a failure would be taken for one of the service: a Kafka consumer that fails is
 * given the same message again, for ever.
 */
function isUnanswerable(host: ArgumentsHost): boolean {
  const [, context] = host.getArgs<unknown[]>();
  if (!(context instanceof KafkaContext)) return false;
  const headers = context.getMessage().headers ?? {};
  return (
    headers[KafkaHeaders.CORRELATION_ID] === undefined || headers[KafkaHeaders.REPLY_TOPIC] === undefined
  );
}
