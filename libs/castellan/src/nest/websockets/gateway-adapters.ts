import type { WebSocketAdapter } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import type { IncomingMessage } from 'node:http';
import { CastellanError, ConfigurationError, PolicyFailureError, toAnswer } from '../../errors/index.js';
import type { DoorApplication, HandlerGuards } from '../doors/door.js';
import { Connection } from './connection.js';
import type { Connections } from './connections.js';
import type { GatewayMessages } from './gateway-messages.js';
import type { Handshakes } from './handshakes.js';
import { guardIoServer, ioServerOf } from './io-server.js';
import { refusalMessage } from './refusal-message.js';
import type { ResolvedWebSocketsOptions } from './web-sockets-options.js';
import { guardWsServer, isWsServer } from './ws-server.js';

interface GatewayAdaptersParts {
  readonly application: DoorApplication;
  readonly options: ResolvedWebSocketsOptions;
  readonly guards: HandlerGuards;
  readonly handshakes: Handshakes;
  readonly connections: Connections;
  readonly messages: GatewayMessages;
  /** Puts the guards on gateways, before Nest reads them. */
  readonly prepare: () => void;
}

/**
 * Stands between Nest and the adapter of its gateways: every server that the adapter makes asks before it accepts a
 * connection, and every message comes with the connection it came over.
 *
 * Nest has no place for this. It asks its configuration for the adapter before it reads the first gateway and each
 * time it makes a server, so this is where the adapter is met, whether the application chose it or Nest did.
 */
export class GatewayAdapters {
  readonly #guarded = new WeakSet();
  #isPrepared = false;

  constructor(private readonly parts: GatewayAdaptersParts) {}

  /** Whether Nest has asked for the adapter. */
  get isPrepared(): boolean {
    return this.#isPrepared;
  }

  watch(config: ApplicationConfig): void {
    const getIoAdapter = config.getIoAdapter.bind(config);
    config.getIoAdapter = () => {
      if (!this.#isPrepared) {
        this.#isPrepared = true;
        this.parts.prepare();
      }
      const adapter = getIoAdapter();
      // Null, until the application or Nest has chosen one.
      if ((adapter as WebSocketAdapter | null) !== null && this.#isNew(adapter)) this.#guard(adapter);
      return adapter;
    };
  }

  #guard(adapter: WebSocketAdapter): void {
    const create = adapter.create.bind(adapter);
    const bind = adapter.bindMessageHandlers.bind(adapter);
    adapter.create = (port: number, options?: unknown): unknown => {
      const server: unknown = create(port, options);
      this.#guardServer(server);
      return server;
    };
    adapter.bindMessageHandlers = (client: object, handlers, transform) => {
      bind(client, this.parts.messages.guard(client, handlers), transform);
    };
  }

  #guardServer(server: unknown): void {
    if (typeof server === 'object' && server !== null) {
      const ioServer = ioServerOf(server);
      if (ioServer !== undefined) {
        if (this.#isNew(ioServer)) guardIoServer(ioServer, this.#ioGate());
        return;
      }
      if (isWsServer(server)) {
        if (this.#isNew(server)) guardWsServer(server, this.#wsGate());
        return;
      }
    }
    throw new ConfigurationError(
      'The WebSocket adapter makes servers that the door webSockets() does not know. It guards those of ' +
        '@nestjs/platform-ws and @nestjs/platform-socket.io, and adapters that extend theirs.',
    );
  }

  #wsGate() {
    return {
      ...this.#gate(),
      answer: (error: unknown) => toAnswer(this.#refusal(error), this.parts.application.options),
    };
  }

  #ioGate() {
    return {
      ...this.#gate(),
      maxFailedAttempts: this.parts.options.maxFailedAttempts,
      refusal: (error: unknown) => {
        const data = refusalMessage(this.#refusal(error), this.parts.application.options);
        // Socket.IO sends the message of an error and its data, and nothing else.
        return Object.assign(new Error(data.message), { data });
      },
    };
  }

  #gate() {
    const { handshakes, guards, connections } = this.parts;
    return {
      admit: async (request: IncomingMessage, auth?: unknown) =>
        new Connection(request, await handshakes.admit(request, auth), guards),
      opened: (connection: Connection) => connections.add(connection),
      closed: (connection: Connection) => connections.remove(connection),
    };
  }

  #refusal(error: unknown): CastellanError {
    const refusal =
      error instanceof CastellanError
        ? error
        : new PolicyFailureError('A handshake of a WebSocket failed.', { cause: error });
    this.parts.guards.refusals.log.write(refusal);
    return refusal;
  }

  #isNew(object: object): boolean {
    if (this.#guarded.has(object)) return false;
    this.#guarded.add(object);
    return true;
  }
}
