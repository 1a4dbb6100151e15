import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { RmqContext, TcpContext } from '@nestjs/microservices';
import { AccessDeniedError, KeySetUnavailableError } from '../../errors/index.js';
import { rejectDelivery } from './rejected-deliveries.js';

describe('rejectDelivery', () => {
  /** Whether the message was given back to its queue; `undefined` where it was not rejected. */
  const requeued = (error: unknown, fields: object = {}): boolean | undefined => {
    let outcome: boolean | undefined;
    const message = { fields };
    const channel = {
      nack: (rejected: object, allUpTo: boolean, requeue: boolean) => {
        expect([rejected, allUpTo]).toEqual([message, false]);
        outcome = requeue;
      },
    };
    rejectDelivery(new ExecutionContextHost([{}, new RmqContext([message, channel, 'pattern'])]), error);
    return outcome;
  };

  it('gives a message back to its queue once, if the refusal is a fault of the service', () => {
    const outage = new KeySetUnavailableError('no keys', { retryAfterSeconds: 1 });
    expect(requeued(new AccessDeniedError('no'))).toBe(false);
    expect(requeued(outage)).toBe(true);
    expect(requeued(new Error('a fault'))).toBe(true);
    expect(requeued(outage, { redelivered: true })).toBe(false);
  });

  it('rejects a message once, however many handlers refuse it', () => {
    let rejections = 0;
    const channel = { nack: () => (rejections += 1) };
    const host = new ExecutionContextHost([{}, new RmqContext([{ fields: {} }, channel, 'pattern'])]);
    rejectDelivery(host, new AccessDeniedError('no'));
    rejectDelivery(host, new AccessDeniedError('no'));
    expect(rejections).toBe(1);
  });

  it('leaves messages of other transports alone', () => {
    const host = new ExecutionContextHost([{}, new TcpContext([{} as never, 'pattern'])]);
    expect(() => rejectDelivery(host, new AccessDeniedError('no'))).not.toThrow();
  });
});
