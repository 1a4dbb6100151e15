import type { ArgumentsHost } from '@nestjs/common';
import { RmqContext } from '@nestjs/microservices';
import { CastellanError } from '../../errors/index.js';

/** What is used of a channel of RabbitMQ and of a message. */
interface Channel {
  nack(message: object, allUpTo: boolean, requeue: boolean): void;
}

/**
 * Rejects a refused message of RabbitMQ, which its handler cannot acknowledge because it never ran. It is not given back
 * to the queue, unless the refusal is a fault of the service and it is the first time.
 */
export function rejectDelivery(host: ArgumentsHost, error: unknown): void {
  const [, context] = host.getArgs<unknown[]>();
  if (!(context instanceof RmqContext)) return;
  const message = context.getMessage() as { readonly fields?: { readonly redelivered?: boolean } };
  const channel = context.getChannelRef() as Channel;
  const isFault = !(error instanceof CastellanError) || error.httpStatus >= 500;
  channel.nack(message, false, isFault && message.fields?.redelivered !== true);
}
