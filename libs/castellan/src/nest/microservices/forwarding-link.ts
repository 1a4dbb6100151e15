import type { ReadPacket, Transport } from '@nestjs/microservices';
import { CallerContextMissingError, ConfigurationError } from '../../errors/index.js';
import type { ForwardingTools, GrpcMetadataClass } from './forwarding-tools.js';
import type { TokenHeaders } from './token-carriers.js';

/** What a client sends where nobody is calling. */
export type WithoutCaller = 'refuse' | 'send-without-tokens';

/** Whose tokens an application would forward now; `undefined` where nobody is calling it. */
export type TokenSource = () => TokenHeaders | undefined;

/** What a client that forwards tokens is about. */
export interface ForwardingTarget {
  /** What the service is called in the module, and in `forwardTo`. */
  readonly name: string | symbol;
  readonly transport: Transport | undefined;
  readonly protocolVersion: unknown;
  readonly withoutCaller: WithoutCaller;
}

/** The connection between a client and the application whose callers' tokens it forwards. */
export class ForwardingLink {
  readonly #sources = new Set<TokenSource>();
  #tools: ForwardingTools | undefined;

  constructor(readonly target: ForwardingTarget) {}

  /** Puts tokens beside the payload of a packet. */
  carry(packet: ReadPacket, tokens: TokenHeaders): ReadPacket {
    if (this.#tools?.carry === undefined) throw this.notConnected();
    // MQTT does not deliver messages with a list of user properties that is empty.
    return Object.keys(tokens).length === 0 ? packet : this.#tools.carry(packet, tokens);
  }

  /** The class of the metadata that a gRPC client takes. */
  get Metadata(): GrpcMetadataClass {
    if (this.#tools?.Metadata === undefined) throw this.notConnected();
    return this.#tools.Metadata;
  }

  /** @returns what ends the connection. */
  connect(source: TokenSource, tools: ForwardingTools): () => void {
    this.#sources.add(source);
    this.#tools = tools;
    return () => this.#sources.delete(source);
  }

  /**
   * The tokens of whoever is calling now.
   *
   * @throws CallerContextMissingError where nobody is, unless the client says otherwise.
   * @throws ConfigurationError if no application is connected.
   */
  tokens(): TokenHeaders {
    if (this.#sources.size === 0) throw this.notConnected();
    // A client that stands in a module of two applications is one client; one of them is being called at most.
    const [tokens, ...others] = [...this.#sources]
      .map((source) => source())
      .filter((found) => found !== undefined);
    if (others.length > 0) throw this.missing('Two applications are being called at once');
    if (tokens !== undefined) return tokens;
    if (this.target.withoutCaller === 'send-without-tokens') return {};
    throw this.missing('Nobody is calling');
  }

  private missing(what: string): CallerContextMissingError {
    return new CallerContextMissingError(
      `${what}, so there are no tokens to forward to ${String(this.target.name)}. A client with forwardPrincipal sends ` +
        'while a request is handled and in what the handler awaits. For messages of the service itself, use another ' +
        "client, or say forwardPrincipal({ ... }, { withoutCaller: 'send-without-tokens' }).",
    );
  }

  private notConnected(): ConfigurationError {
    return new ConfigurationError(
      `The client of ${String(this.target.name)} forwards callers' tokens and does not know its application. Register it ` +
        "in a module, with ClientsModule, and add doors: [microservices({ forwardTo: ['...'] })] to the options of " +
        'CastellanModule. It can send when the application has started.',
    );
  }
}

const LINK = Symbol('castellan.forwarding-link');

type Linked = object & { [LINK]?: ForwardingLink };

/** Remembers the link with its client. */
export function linkTo(client: object, link: ForwardingLink): void {
  Object.defineProperty(client, LINK, { value: link });
}

/** The link of a client; `undefined` for anything else. */
export function linkOf(client: unknown): ForwardingLink | undefined {
  return typeof client === 'object' && client !== null ? (client as Linked)[LINK] : undefined;
}
