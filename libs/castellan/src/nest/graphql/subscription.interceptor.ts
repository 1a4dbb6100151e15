import {
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { TokenLapse } from '../doors/token-lapse.js';
import { graphqlConnectionOf } from './graphql-connection.js';
import { graphqlFieldOf, type GraphqlInfo } from './graphql-field.js';
import { guardedSubscription, isSubscription } from './guarded-subscription.js';

/** How a connection is closed whose token is not good any more. */
const CLOSE_CODES: Readonly<Record<TokenLapse, number>> = { token_expired: 4401, token_revoked: 4403 };

const LAPSE = Symbol('castellan.token-lapse');
const ENDED = 'castellan:subscription-ends';
const RESOLVER_TYPE = 'graphql:resolver_type';

type WithLapse = GraphqlInfo & { [LAPSE]?: () => TokenLapse | undefined };

/** Remembers with a field how to ask whether the token of its caller is still good. */
export function attachLapse(info: GraphqlInfo, lapse: () => TokenLapse | undefined): void {
  (info as WithLapse)[LAPSE] = lapse;
}

/**
 * Ends subscriptions whose caller's token expires or is revoked, and closes their WebSocket. It has no state:
 * applications in one process share it.
 */
class SubscriptionInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const connection = graphqlConnectionOf(context);
    const lapse = (graphqlFieldOf(context).info as WithLapse)[LAPSE];
    const isGood = (): boolean => {
      // Nobody has let the caller in who could say.
      const reason = lapse === undefined ? 'token_expired' : lapse();
      if (reason === undefined) return true;
      connection?.socket?.close(CLOSE_CODES[reason], reason);
      return false;
    };
    const guard = (returned: unknown): unknown =>
      isSubscription(returned) ? guardedSubscription(returned[Symbol.asyncIterator](), isGood) : returned;
    return next.handle().pipe(map(guard));
  }
}

const INTERCEPTOR = new SubscriptionInterceptor();

/** Has a resolver end with the token of its caller, if it is one of a subscription. */
export function endWithToken(handler: object): void {
  if (Reflect.getMetadata(RESOLVER_TYPE, handler) !== 'Subscription') return;
  if (Reflect.hasOwnMetadata(ENDED, handler)) return;
  UseInterceptors(INTERCEPTOR)(handler, 'handler', { value: handler });
  Reflect.defineMetadata(ENDED, true, handler);
}
