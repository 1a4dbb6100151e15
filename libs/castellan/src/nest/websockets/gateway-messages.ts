import type { WsMessageHandler } from '@nestjs/common';
import type { CallerContextStorage } from '../../credentials/index.js';
import { areCallersFollowed } from '../context/followed-callers.js';
import type { ClientSocket } from './client-socket.js';
import { type Connection, connectionOf } from './connection.js';
import { GatewayMessage } from './gateway-message.js';
import type { Reauthentication } from './reauthentication.js';

type Handle = (...args: unknown[]) => unknown;

interface GatewayMessagesParts {
  readonly callers: CallerContextStorage;
  readonly reauthentication: Reauthentication;
  readonly authenticateEvent: string;
  readonly maxPendingMessages: number;
}

/** Hands messages to their handlers with the connection they came over, so many of one connection at a time. */
export class GatewayMessages {
  constructor(private readonly parts: GatewayMessagesParts) {}

  /** The handlers that a connection reaches: none, if it has not come through the door. */
  guard(client: object, handlers: readonly WsMessageHandler[]): WsMessageHandler[] {
    const connection = connectionOf(client);
    if (connection === undefined) return [];
    const guarded = handlers.map((handler): WsMessageHandler => {
      const handle = handler.callback as Handle;
      return { ...handler, callback: (...args: unknown[]) => this.#pass(connection, handle, args) };
    });
    // Several gateways may share a connection.
    if (!connection.hearsTokens) {
      connection.hearsTokens = true;
      guarded.push(this.#tokenHandler(connection, client as ClientSocket));
    }
    return guarded;
  }

  #tokenHandler(connection: Connection, client: ClientSocket): WsMessageHandler {
    return {
      message: this.parts.authenticateEvent,
      callback: (data: unknown) => this.parts.reauthentication.take(connection, client, data),
      isAckHandledManually: false,
    };
  }

  async #pass(connection: Connection, handle: Handle, args: readonly unknown[]): Promise<unknown> {
    if (!connection.isOpen) return undefined;
    if (connection.pending >= this.parts.maxPendingMessages) {
      connection.close('too_many_messages');
      return undefined;
    }
    connection.pending += 1;
    try {
      const message = new GatewayMessage(connection);
      const run = (): unknown => handle(...args, message);
      return await (areCallersFollowed() ? this.parts.callers.run(message, run) : run());
    } finally {
      connection.pending -= 1;
    }
  }
}
