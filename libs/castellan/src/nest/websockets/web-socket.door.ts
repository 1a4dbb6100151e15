import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import { readRequestValue } from '../../http/request-value.js';
import { ConfigurationError, type CastellanError } from '../../errors/index.js';
import type { RequestValue } from '../../policies/index.js';
import { markRefusedBy } from '../context/refused-by.js';
import type { Refuser } from '../context/refuser.js';
import { attachTo } from '../context/attached-contexts.js';
import type { RequestContext } from '../context/request-context.js';
import type { DoorApplication, HandlerGuards, OpenDoor, RefusedAt } from '../doors/door.js';
import { type ClientSocket, sendEvent } from './client-socket.js';
import { Connections } from './connections.js';
import { GatewayAdapters } from './gateway-adapters.js';
import { gatewaysOf, guardGateways } from './gateways.js';
import { GatewayMessages } from './gateway-messages.js';
import { type GatewayMessage, messageOf } from './gateway-message.js';
import { Handshakes } from './handshakes.js';
import { Reauthentication } from './reauthentication.js';
import { refusalMessage } from './refusal-message.js';
import type { ResolvedWebSocketsOptions } from './web-sockets-options.js';

/** What keeps a token from being good at every handler, and not at one alone. */
const OF_HANDLER: ReadonlySet<string> = new Set([
  'token_use_not_allowed',
  'token_pool_not_allowed',
  'token_binding_mismatch',
]);

/** The gateways of one application. */
export class WebSocketDoor implements OpenDoor {
  readonly contextType = 'ws';
  readonly #connections: Connections;
  #adapters: GatewayAdapters | undefined;

  constructor(
    private readonly application: DoorApplication,
    private readonly options: ResolvedWebSocketsOptions,
  ) {
    this.#connections = new Connections(application.verifier, application.options.clockToleranceSeconds ?? 0);
  }

  guardWith(guards: HandlerGuards): void {
    const { application, options } = this;
    const { verifier } = application;
    const { idTokenHeader } = application.options;
    const handshakes = new Handshakes(verifier, options, idTokenHeader);
    this.#adapters = new GatewayAdapters({
      application,
      options,
      guards,
      handshakes,
      connections: this.#connections,
      messages: new GatewayMessages({
        callers: application.callers,
        reauthentication: new Reauthentication(handshakes, {
          ...options,
          idTokenHeader,
          challenge: application.options,
        }),
        ...options,
      }),
      prepare: () => {
        guards.prepareHandlers();
        guardGateways(application.modules, options.authenticateEvent);
      },
    });
    this.#adapters.watch(application.config);
  }

  /** @throws ConfigurationError if Nest has got its adapter for gateways in a way that this door did not see. */
  check(): void {
    const [gateway] = gatewaysOf(this.application.modules);
    if (gateway === undefined || this.#adapters?.isPrepared === true) return;
    throw new ConfigurationError(
      `${gateway.type.name} is a gateway and the door webSockets() was not asked for its adapter, so nothing would ` +
        'be checked. This version of @nestjs/websockets is not supported.',
    );
  }

  close(): void {
    this.#connections.close();
  }

  rawHeaders(host: ArgumentsHost): readonly string[] {
    return required(host).connection.rawHeaders;
  }

  attach(host: ArgumentsHost, context: RequestContext): void {
    const message = required(host);
    attachTo(message, context);
    message.decidedIn(context);
  }

  /** A handler may go on sending for as long as the connection is open. */
  isAnswered(host: ArgumentsHost): () => boolean {
    const { connection } = required(host);
    return () => !connection.isOpen;
  }

  readBody(host: ArgumentsHost, argument?: string): unknown {
    return argument === undefined ? host.switchToWs().getData() : undefined;
  }

  /** Of the handshake. A message has no route, so there are no parameters of one. */
  readValue(host: ArgumentsHost, source: RequestValue): string | null | undefined {
    const { request } = required(host).connection;
    return readRequestValue(request, {}, source);
  }

  refuse(host: ExecutionContext, error: unknown, _at: RefusedAt, refusals: Refuser): unknown {
    const message = messageOf(host);
    if (message !== undefined) markRefusedBy(message, refusals);
    return error;
  }

  answer(host: ArgumentsHost, error: CastellanError): undefined {
    const { connection } = required(host);
    const client = host.switchToWs().getClient<ClientSocket>();
    sendEvent(
      client,
      'exception',
      refusalMessage(error, this.application.options, host.switchToWs().getPattern()),
    );
    if (error.code.startsWith('token_') && !OF_HANDLER.has(error.code)) {
      connection.close(error.code === 'token_revoked' ? 'token_revoked' : 'token_expired');
    }
    return undefined;
  }
}

function required(host: ArgumentsHost): GatewayMessage {
  const message = messageOf(host);
  if (message !== undefined) return message;
  throw new ConfigurationError(
    'A message reached a gateway and did not come through the door of webSockets().',
  );
}
