import {
  type ClientGrpc,
  type ClientProvider,
  type ClientProviderOptions,
  ClientProxyFactory,
  type ClientProxy,
  type CustomClientOptions,
} from '@nestjs/microservices';
import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../../errors/index.js';
import { followCallers } from '../context/followed-callers.js';
import { forwardMessages, readRefusals } from './forwarding-client.js';
import { ForwardingLink, type ForwardingTarget, linkTo, type WithoutCaller } from './forwarding-link.js';
import { forwardCalls } from './grpc-forwarding.js';

/** Options of {@link forwardPrincipal}. */
export interface ForwardPrincipalOptions {
  /**
   * What the client does where nobody is calling: at the start, in a timer, after the answer. `refuse` throws
   * `caller_context_missing`; `send-without-tokens` sends the message as an anonymous caller's. Default `refuse`.
   */
  readonly withoutCaller?: WithoutCaller;
}

/**
 * Makes a client of `ClientsModule` forward the tokens of whoever is calling: every message it sends, and every call of
 * a gRPC service it makes, carries the bearer token and the ID token of the request that is being handled at that moment.
 * Of an anonymous caller it forwards nothing. What the service refuses is a {@link RemoteRefusalError} with the code and the
 * status of that refusal, which becomes the answer to the caller unless it is caught.
 *
 * The service has to be named in `microservices({ forwardTo })` as well: an application with a client that forwards to
 * another one does not start.
 *
 * @param client What `ClientsModule.register` takes, or what a factory of `registerAsync` returns, with its name.
 * @throws ConfigurationError while the module is loaded, for a client without a name or with a class of its own, and for a
 * wrong option.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { ClientsModule, Transport } from '@nestjs/microservices';
 * import { forwardPrincipal } from 'castellan/microservices';
 *
 * @Module({
 *   imports: [
 *     ClientsModule.register([
 *       forwardPrincipal({ name: 'FILES', transport: Transport.TCP, options: { host: 'files.internal', port: 4000 } }),
 *     ]),
 *   ],
 * })
 * export class FilesModule {}
 * ```
 */
export function forwardPrincipal(
  client: ClientProviderOptions,
  options: ForwardPrincipalOptions = {},
): CustomClientOptions & { name: string | symbol } {
  requireClient(client);
  const withoutCaller = readChoice(options);
  const { name, ...provider } = client;
  const { transport, options: settings = {} } = provider as ClientTransport;
  const target: ForwardingTarget = {
    name,
    transport,
    withoutCaller,
    protocolVersion: (settings as { readonly protocolVersion?: unknown }).protocolVersion,
  };
  followCallers();
  return { name, customClass: clientClass(provider, target), options: settings };
}

type ClientTransport = Pick<ForwardingTarget, 'transport'> & { readonly options?: object };

/** Nest makes the client with `new`; what it gets is the client of the transport, which forwards. */
function clientClass(provider: ClientProvider, target: ForwardingTarget): Type<ClientProxy> {
  return function ForwardingClient() {
    const client: ClientProxy | ClientGrpc = ClientProxyFactory.create(provider as never);
    const link = new ForwardingLink(target);
    linkTo(client, link);
    readRefusals(client, link);
    if (isGrpcClient(client)) forwardCalls(client, link);
    else forwardMessages(client, link);
    return client;
  } as unknown as Type<ClientProxy>;
}

function isGrpcClient(client: object): client is ClientGrpc {
  return 'getService' in client && typeof client.getService === 'function';
}

function requireClient(client: unknown): void {
  const { name, customClass } = (client ?? {}) as { readonly name?: unknown; readonly customClass?: unknown };
  if (customClass !== undefined) {
    throw new ConfigurationError(
      'forwardPrincipal takes the options of one of the transports of Nest, found a client with a customClass.',
    );
  }
  if ((typeof name === 'string' && name !== '') || typeof name === 'symbol') return;
  throw new ConfigurationError(
    "forwardPrincipal takes a client with the name of its service, such as { name: 'FILES', transport: Transport.TCP, " +
      `options: { port: 4000 } }; found ${name === undefined ? 'no name' : `a name that is ${typeof name}`}.`,
  );
}

function readChoice(options: ForwardPrincipalOptions): WithoutCaller {
  const unknown = Object.keys(options).find((name) => name !== 'withoutCaller');
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `forwardPrincipal takes withoutCaller beside the client, found ${JSON.stringify(unknown)}.`,
    );
  }
  const { withoutCaller = 'refuse' } = options;
  if (withoutCaller === 'refuse' || (withoutCaller as unknown) === 'send-without-tokens')
    return withoutCaller;
  throw new ConfigurationError(
    `withoutCaller must be 'refuse' or 'send-without-tokens', found ${JSON.stringify(withoutCaller)}.`,
  );
}
