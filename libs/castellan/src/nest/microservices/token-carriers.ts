import { MqttRecord, NatsRecord, type ReadPacket, RmqRecord, Transport } from '@nestjs/microservices';
import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../../errors/index.js';

/** Names in lower case, and what they carry: the tokens of one caller. */
export type TokenHeaders = Readonly<Record<string, string>>;

/** Puts tokens beside the payload of one packet. It changes neither the packet nor anything in it that is the sender's. */
export type TokenCarrier = (packet: ReadPacket, tokens: TokenHeaders) => ReadPacket;

/** What of a client's options says where its messages can carry tokens. */
export interface CarrierOptions {
  readonly transport: Transport | undefined;
  /** Of MQTT: only version 5 has user properties. */
  readonly protocolVersion: unknown;
}

/**
 * Where the messages of a client carry tokens.
 *
 * @throws ConfigurationError for a transport that is none of Nest's.
 */
export async function tokenCarrierOf({ transport, protocolVersion }: CarrierOptions): Promise<TokenCarrier> {
  switch (transport) {
    case undefined:
    case Transport.TCP:
    case Transport.REDIS:
      return byMetadata;
    case Transport.MQTT:
      return protocolVersion === 5 ? byUserProperties : byMetadata;
    case Transport.RMQ:
      return byRmqHeaders;
    case Transport.KAFKA:
      return byKafkaHeaders;
    case Transport.NATS:
      return natsCarrier();
    case Transport.GRPC:
    default:
      throw new ConfigurationError(
        `forwardPrincipal knows no place for tokens in the messages of transport ${String(transport)}. It knows TCP, ` +
          'gRPC, Redis, NATS, RabbitMQ, MQTT and Kafka as Nest has them.',
      );
  }
}

/** TCP, Redis and MQTT 3 have no headers of their own, but the packets of Nest have a place beside the payload. */
const byMetadata: TokenCarrier = (packet, tokens) => ({
  ...packet,
  metadata: merged(packet.metadata, tokens),
});

const byUserProperties: TokenCarrier = (packet, tokens) => {
  const { data, options } = recordOf<MqttRecord['options']>(packet, MqttRecord);
  const { properties } = options ?? {};
  const userProperties = merged(properties?.userProperties, tokens);
  return {
    ...packet,
    data: new MqttRecord(data, { ...options, properties: { ...properties, userProperties } }),
  };
};

const byRmqHeaders: TokenCarrier = (packet, tokens) => {
  const { data, options } = recordOf<RmqRecord['options']>(packet, RmqRecord);
  return { ...packet, data: new RmqRecord(data, { ...options, headers: merged(options?.headers, tokens) }) };
};

/** The payload of a packet, and what its sender wants with it where it is a record of Nest. */
interface SentRecord<Options> {
  readonly data: unknown;
  readonly options?: Options | undefined;
}

function recordOf<Options>({ data }: ReadPacket<unknown>, Record: Type): SentRecord<Options> {
  return data instanceof Record ? (data as SentRecord<Options>) : { data };
}

/** A message of Kafka, as its client takes it. */
interface KafkaMessage {
  readonly value: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

const byKafkaHeaders: TokenCarrier = (packet, tokens) => ({
  ...packet,
  data: withKafkaHeaders(packet.data, tokens),
});

/** The payload, or the message that the sender has made of it, with tokens in its headers. */
export function withKafkaHeaders(data: unknown, tokens: TokenHeaders): KafkaMessage {
  const message = isKafkaMessage(data) ? data : { value: data };
  return { ...message, headers: merged(message.headers, tokens) };
}

/** What Nest's serializer takes for a message and not for a payload. */
function isKafkaMessage(data: unknown): data is KafkaMessage {
  return typeof data === 'object' && data !== null && ('key' in data || 'value' in data);
}

/** As far as the headers of NATS are used. */
interface NatsHeaders {
  keys(): readonly string[];
  values(name: string): readonly string[];
  append(name: string, value: string): void;
}

async function natsCarrier(): Promise<TokenCarrier> {
  const { headers: empty } = await import('@nats-io/transport-node');
  return (packet, tokens) => {
    const record =
      packet.data instanceof NatsRecord
        ? packet.data
        : new NatsRecord<unknown, undefined>(packet.data, undefined);
    const given = record.headers as NatsHeaders | undefined;
    const headers = empty();
    for (const name of given?.keys() ?? []) {
      requireFree(name, tokens);
      for (const value of given?.values(name) ?? []) headers.append(name, value);
    }
    for (const [name, token] of Object.entries(tokens)) headers.set(name, token);
    return { ...packet, data: new NatsRecord(record.data as unknown, headers) };
  };
}

function merged<T>(
  given: Readonly<Record<string, T>> | undefined,
  tokens: TokenHeaders,
): Record<string, T | string> {
  for (const name of Object.keys(given ?? {})) requireFree(name, tokens);
  return { ...given, ...tokens };
}

/** @throws ConfigurationError if the sender has put credentials of its own where the caller's go. */
export function requireFree(name: string, tokens: TokenHeaders): void {
  if (!Object.hasOwn(tokens, name.toLowerCase())) return;
  throw new ConfigurationError(
    `The message carries ${JSON.stringify(name)} already, which is where forwardPrincipal puts the caller's token. Send ` +
      'credentials of your own with a client without forwardPrincipal.',
  );
}
