import type { ReadPacket, Transport } from '@nestjs/microservices';
import { defer, type Observable } from 'rxjs';
import { CallerContextMissingError, ConfigurationError } from '../../errors/index.js';
import type { ForwardingTools, GrpcMetadataClass } from './forwarding-tools.js';
import type { TokenHeaders } from './token-carriers.js';

/** What a client sends where nobody is calling. */
export type WithoutCaller = 'refuse' | 'send-without-tokens';

/** Somebody whose tokens are forwarded. */
export interface ForwardedCaller {
  readonly tokens: TokenHeaders;
  /** @throws CallerContextMissingError when their request has been answered. */
  requireUnanswered(): void;
}

/** Whose tokens an application would forward now; `undefined` where nobody is calling it. */
export type CallerSource = () => ForwardedCaller | undefined;

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
  readonly #sources = new Set<CallerSource>();
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
  connect(source: CallerSource, tools: ForwardingTools): () => void {
    this.#sources.add(source);
    this.#tools = tools;
    return () => this.#sources.delete(source);
  }

  /**
   * Whoever is calling now.
   *
   * @throws CallerContextMissingError where nobody is, unless the client says otherwise.
   * @throws ConfigurationError if no application is connected.
   */
  caller(): ForwardedCaller {
    const caller = this.#current();
    if (caller !== undefined) return caller;
    if (this.target.withoutCaller === 'send-without-tokens') return NOBODY;
    throw this.missing('Nobody is calling');
  }

  /**
   * Has a message sent only while it is its caller's. What `send` returns sends nothing before somebody subscribes to it,
   * and sends again for the next one: whoever kept it could hand it to another caller.
   */
  onlyFor<T>(caller: ForwardedCaller, message: Observable<T>): Observable<T> {
    if (caller === NOBODY) return message;
    return defer(() => {
      caller.requireUnanswered();
      const current = this.#current();
      if (current === undefined || haveSameTokens(current, caller)) return message;
      throw this.missing('The message is of another caller than the one who is calling');
    });
  }

  #current(): ForwardedCaller | undefined {
    if (this.#sources.size === 0) throw this.notConnected();
    // A client that stands in a module of two applications is one client; one of them is being called at most.
    const [caller, ...others] = [...this.#sources]
      .map((source) => source())
      .filter((found) => found !== undefined);
    if (others.length > 0) throw this.missing('Two applications are being called at once');
    return caller;
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

const NOBODY: ForwardedCaller = { tokens: {}, requireUnanswered: () => undefined };

function haveSameTokens({ tokens: some }: ForwardedCaller, { tokens: others }: ForwardedCaller): boolean {
  const names = new Set([...Object.keys(some), ...Object.keys(others)]);
  return [...names].every((name) => some[name] === others[name]);
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
