import type { ArgumentsHost } from '@nestjs/common';
import { RmqContext } from '@nestjs/microservices';
import { CastellanError } from '../../errors/index.js';

/** What is used of a channel of RabbitMQ and of a message. */
interface Channel {
  nack(message: object, allUpTo: boolean, requeue: boolean): void;
}

const REJECTED = Symbol('castellan.rejected');

interface Delivery {
  readonly fields?: { readonly redelivered?: boolean };
  [REJECTED]?: true;
}

/**
 * Rejects a refused message of RabbitMQ, which its handler cannot acknowledge because it never ran. It is not given back
 * to the queue, unless the refusal is a fault of the service and it is the first time. Several handlers may refuse one
 * event: RabbitMQ closes the channel over a delivery that is rejected twice.
 */
export function rejectDelivery(host: ArgumentsHost, error: unknown): void {
  const [, context] = host.getArgs<unknown[]>();
  if (!(context instanceof RmqContext)) return;
  const message = context.getMessage() as Delivery;
  if (message[REJECTED]) return;
  message[REJECTED] = true;
  const channel = context.getChannelRef() as Channel;
  const isFault = !(error instanceof CastellanError) || error.httpStatus >= 500;
  channel.nack(message, false, isFault && message.fields?.redelivered !== true);
}
