import { ConfigurationError } from '../../errors/index.js';
import type { ChosenDoor } from '../doors/door.js';
import { WebSocketDoor } from './web-socket.door.js';
import { resolveWebSocketsOptions, type WebSocketsOptions } from './web-sockets-options.js';

/**
 * The door to gateways, over `@nestjs/platform-ws` and `@nestjs/platform-socket.io`: for the option `doors` of
 * `CastellanModule`. Connections are let in with a token, and every message is decided by what stands on its handler.
 *
 * @throws ConfigurationError that names the option, what was found and what to write.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { CastellanModule } from 'castellan';
 * import { webSockets } from 'castellan/websockets';
 *
 * @Module({
 *   imports: [
 *     CastellanModule.forRoot({
 *       userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['my-client-id'], tokenUse: 'access' }],
 *       doors: [webSockets()],
 *     }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
export function webSockets(options: WebSocketsOptions = {}): ChosenDoor {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new ConfigurationError('webSockets(...) takes an object of options, or nothing.');
  }
  const resolved = resolveWebSocketsOptions(options);
  return { name: 'websockets', open: (application) => new WebSocketDoor(application, resolved) };
}
