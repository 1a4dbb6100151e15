import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { AccessDeniedError } from '../../errors/index.js';
import type { Connection } from './connection.js';
import { messageOf } from './gateway-message.js';

/**
 * Guards handlers of messages. It has no state, because applications in one process share gateway classes: it finds
 * its application by the connection.
 */
export const GATEWAY_GUARD: CanActivate = {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    // A class can have resolvers as well.
    if (context.getType() !== 'ws') return true;
    const message = messageOf(context);
    if (message === undefined) {
      throw new AccessDeniedError(
        'The message did not come through the door of webSockets(), so it is denied.',
      );
    }
    const { connection } = message;
    const entered = connection.guards.enter(context);
    return entered instanceof Promise
      ? entered.then((isIn) => isIn && requireOpen(connection))
      : entered && requireOpen(connection);
  },
};

/** It may have been closed while guards were waiting for something: these, or those that Nest runs before them. */
function requireOpen({ isOpen }: Connection): true {
  if (isOpen) return true;
  throw new AccessDeniedError('The connection was closed while its message was being decided.');
}
