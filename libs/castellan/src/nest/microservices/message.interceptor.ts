import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { isObservable, Observable } from 'rxjs';
import type { CallerContextStorage } from '../../credentials/index.js';
import { InvalidTokenError } from '../../errors/index.js';
import { areCallersFollowed } from '../context/followed-callers.js';
import { requestContextOf } from '../context/attached-contexts.js';
import type { RequestContext } from '../context/request-context.js';
import type { HandlerGuards } from '../doors/door.js';
import { grpcExchangeOf } from './grpc-call.js';
import { refuseCall } from './message-answer.js';
import type { MessageRuns } from './message-runs.js';
import { untilExpiry } from './until-expiry.js';
import { callInContext, streamInContext } from './stream-context.js';

/** What stands around handlers of messages is made of. */
export interface MessageInterceptorParts {
  readonly guards: HandlerGuards;
  readonly callers: CallerContextStorage;
  readonly runs: MessageRuns;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Runs handlers of messages, with everything they stream, inside the caller's context; ends streams with the token of
 * their caller; and knows when a message has been handled, after which nobody acts as its caller any more.
 */
export class MessageInterceptor implements NestInterceptor {
  constructor(private readonly parts: MessageInterceptorParts) {}

  /** Where an application has the class and no interceptor of its own, its guard has refused. */
  static intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle();
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType<string>() !== 'rpc') return next.handle();
    const request = requestContextOf(context);
    const { runs, callers } = this.parts;
    const run = <T>(work: () => T): T => (areCallersFollowed() ? callers.run(request, work) : work());
    const remaining = this.remainingLife(request);

    const grpc = grpcExchangeOf(context);
    if (grpc?.isPassedThrough === true) {
      callInContext(grpc.call, run);
      endWithCall(
        grpc.call,
        () => runs.end(context),
        remaining,
        () => refuseCall(grpc, expired()),
      );
      return new Observable((subscriber) => run(() => next.handle().subscribe(subscriber)));
    }
    const args = context.getArgs<unknown[]>();
    const [received] = args;
    if (isObservable(received)) args[0] = streamInContext(received, run);
    const isStream = isObservable(received) || (grpc !== undefined && 'write' in grpc.call);
    const handled = new Observable<unknown>((subscriber) => {
      const subscription = run(() => next.handle().subscribe(subscriber));
      return () => {
        runs.end(context);
        subscription.unsubscribe();
      };
    });
    return remaining === undefined ? handled : untilExpiry(handled, { remaining, isStream, expired });
  }

  /** In milliseconds; `undefined` for an anonymous caller. */
  private remainingLife({ caller }: RequestContext): number | undefined {
    return caller.kind === 'anonymous' ? undefined : caller.expiresAt - this.parts.now();
  }
}

function expired(): InvalidTokenError {
  return new InvalidTokenError(
    'token_expired',
    "The token of the stream's caller expired while it was open.",
  );
}

function endWithCall(
  call: { once(event: string, listener: () => void): unknown },
  end: () => void,
  remaining: number | undefined,
  refuse: () => void,
): void {
  const timer = remaining === undefined ? undefined : setTimeout(refuse, Math.max(0, remaining)).unref();
  const done = (): void => {
    clearTimeout(timer);
    end();
  };
  for (const event of ['close', 'cancelled']) call.once(event, done);
}
