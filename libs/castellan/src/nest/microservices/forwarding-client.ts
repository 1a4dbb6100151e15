import type { ClientProxy, ReadPacket } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import type { ForwardedCaller, ForwardingLink } from './forwarding-link.js';
import { RemoteRefusalError, remoteRefusalIn } from './remote-refusal.error.js';
import { type TokenHeaders, withKafkaHeaders } from './token-carriers.js';

/** A payload on its way through Nest's client, with the tokens of whoever was calling when it was sent. */
class Accompanied {
  constructor(
    readonly data: unknown,
    readonly tokens: TokenHeaders,
  ) {}
}

/** What of a client is put in another's place. */
interface ClientMethods {
  send(pattern: unknown, data: unknown): Observable<unknown>;
  emit(pattern: unknown, data: unknown): Observable<unknown>;
  createPacket(pattern: unknown, data: unknown): ReadPacket;
  emitBatch?(pattern: unknown, batch: KafkaBatch): Observable<unknown>;
}

/** What of every client of Nest, those of gRPC too, makes the error out of what a service has answered. */
interface ErrorReader {
  serializeError(error: unknown): unknown;
}

/** Has a refusal of a service stand for the refusal of the caller. */
export function readRefusals(client: object, link: ForwardingLink): void {
  const reader = client as ErrorReader;
  const serializeError = reader.serializeError.bind(client);
  reader.serializeError = (error) => {
    const refusal = remoteRefusalIn(error);
    return refusal === undefined
      ? serializeError(error)
      : new RemoteRefusalError(String(link.target.name), refusal);
  };
}

/** What `ClientKafka.emitBatch` takes. */
interface KafkaBatch {
  readonly messages: readonly unknown[];
}

/**
 * Has a client send the tokens of whoever is calling. They are taken when `send` or `emit` is called and go along with
 * the payload: what a client does later, it may do while somebody else is calling.
 */
export function forwardMessages(client: ClientProxy, link: ForwardingLink): void {
  const own = client as unknown as ClientMethods;
  const send = own.send.bind(client);
  const emit = own.emit.bind(client);
  const emitBatch = own.emitBatch?.bind(client);
  const createPacket = own.createPacket.bind(client);
  // Nothing is refused by Nest itself.
  const isNothing = (data: unknown): boolean => data === undefined || data === null;
  const accompany = (data: unknown, { tokens }: ForwardedCaller): unknown => new Accompanied(data, tokens);

  own.send = (pattern, data) => {
    if (isNothing(data)) return send(pattern, data);
    const caller = link.caller();
    return link.onlyFor(caller, send(pattern, accompany(data, caller)));
  };
  own.emit = (pattern, data) => emit(pattern, isNothing(data) ? data : accompany(data, link.caller()));
  own.createPacket = (pattern, payload) => {
    if (!(payload instanceof Accompanied)) return createPacket(pattern, payload);
    return link.carry(createPacket(pattern, payload.data), payload.tokens);
  };
  if (emitBatch !== undefined) {
    own.emitBatch = (pattern, batch) => {
      const { tokens } = link.caller();
      return emitBatch(pattern, {
        ...batch,
        messages: batch.messages.map((message) => withKafkaHeaders(message, tokens)),
      });
    };
  }
}
