import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { AccessDeniedError } from '../../errors/index.js';
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
    return message.connection.guards.enter(context);
  },
};
