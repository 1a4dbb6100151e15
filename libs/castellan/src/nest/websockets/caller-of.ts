import { ConfigurationError } from '../../errors/index.js';
import type { Caller } from '../../tokens/index.js';
import { connectionOf } from './connection.js';

/**
 * Who is at the other end of a connection: for `handleConnection`, `handleDisconnect` and rooms, where there are no
 * decorated parameters. Handlers of messages take `@CurrentUser()`.
 *
 * @param client What Nest hands to the gateway: a WebSocket of `ws` or a socket of Socket.IO.
 * @throws ConfigurationError for anything that did not come through the door.
 *
 * @example
 * ```ts
 * import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
 * import { callerOf } from 'castellan/websockets';
 *
 * @WebSocketGateway()
 * export class PresenceGateway implements OnGatewayConnection {
 *   readonly present = new Set<string>();
 *
 *   handleConnection(client: object) {
 *     const caller = callerOf(client);
 *     if (caller.kind === 'user') this.present.add(caller.username);
 *   }
 * }
 * ```
 */
export function callerOf(client: object): Caller {
  const connection = connectionOf(client);
  if (connection !== undefined) return connection.caller;
  throw new ConfigurationError(
    'callerOf(...) takes the client that Nest hands to a gateway, and this one has not come through the door of ' +
      'webSockets(). Add doors: [webSockets()] to the options of CastellanModule.',
  );
}
