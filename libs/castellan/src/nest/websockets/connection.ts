import type { IncomingMessage } from 'node:http';
import type { Caller } from '../../tokens/index.js';
import type { HandlerGuards } from '../doors/door.js';
import { type ClientSocket, closeSocket } from './client-socket.js';
import type { CloseReason } from './close-codes.js';

/** What a connection was let in with. */
export interface ConnectionCredentials {
  readonly caller: Caller;
  /** The headers of the handshake, with the caller's tokens among them wherever they came from. */
  readonly rawHeaders: readonly string[];
}

const CONNECTION = Symbol('castellan.connection');

/** One accepted connection, and who is at its other end. */
export class Connection {
  #credentials: ConnectionCredentials;
  #client: ClientSocket | undefined;
  #isOpen = true;
  /** How many messages are being handled. */
  pending = 0;
  /** How many bad tokens have come over it. */
  failures = 0;
  /** Whether a new token is being looked at. */
  isReauthenticating = false;
  /** Whether it listens to new tokens: one gateway among several does. */
  hearsTokens = false;

  constructor(
    /** The request of the handshake. */
    readonly request: IncomingMessage,
    credentials: ConnectionCredentials,
    readonly guards: HandlerGuards,
  ) {
    this.#credentials = credentials;
  }

  get caller(): Caller {
    return this.#credentials.caller;
  }

  get rawHeaders(): readonly string[] {
    return this.#credentials.rawHeaders;
  }

  /** Whether messages of it are handled. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Goes on with a new token of the same caller. */
  renew(credentials: ConnectionCredentials): void {
    this.#credentials = credentials;
  }

  /** Ties it to the object that Nest hands to handlers. */
  tie(client: ClientSocket): void {
    this.#client = client;
    Object.defineProperty(client, CONNECTION, { value: this, configurable: true });
  }

  /** No message is handled from now on. */
  end(): void {
    this.#isOpen = false;
  }

  close(reason: CloseReason): void {
    if (!this.#isOpen) return;
    this.end();
    if (this.#client !== undefined) closeSocket(this.#client, reason);
  }
}

/** The connection behind what Nest hands to handlers; `undefined` where it did not come through the door. */
export function connectionOf(client: unknown): Connection | undefined {
  if (typeof client !== 'object' || client === null) return undefined;
  const found = (client as { readonly [CONNECTION]?: unknown })[CONNECTION];
  return found instanceof Connection ? found : undefined;
}
