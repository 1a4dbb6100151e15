import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { requestContextOf } from '../context/request-context.js';
import { graphqlConnectionOf } from './graphql-connection.js';
import { guardedSubscription, isSubscription } from './guarded-subscription.js';

/** How a connection is closed whose token is not good any more. */
const CLOSE_CODES = { token_expired: 4401, token_revoked: 4403 } as const;

/**
 * Ends subscriptions whose caller's token expires or is revoked, and closes their WebSocket. It has no state:
 * applications in one process share it.
 */
export class SubscriptionInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = requestContextOf(context);
    const connection = graphqlConnectionOf(context);
    const isGood = (): boolean => {
      const refusal = request.refusalNow();
      if (refusal === undefined) return true;
      connection?.socket?.close(CLOSE_CODES[refusal], refusal);
      return false;
    };
    return next
      .handle()
      .pipe(
        map((returned: unknown) =>
          isSubscription(returned)
            ? guardedSubscription(returned[Symbol.asyncIterator](), isGood)
            : returned,
        ),
      );
  }
}
