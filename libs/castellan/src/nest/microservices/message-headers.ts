import type { ArgumentsHost } from '@nestjs/common';
import {
  KafkaContext,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices';
import { AccessDeniedError } from '../../errors/index.js';
import { grpcExchangeOf } from './grpc-call.js';

/** A value that is no text. Neither a bearer token nor an ID token can be read from it: it is refused as malformed. */
const NO_TEXT = 'Bearer \0';

/**
 * What a message carries beside its payload, as `rawHeaders` of Node: name, value, name, value. A name with several
 * values stands there once for each, so that nobody can choose which of two tokens is looked at.
 *
 * @throws AccessDeniedError for a transport that it does not know.
 */
export function messageHeaders(host: ArgumentsHost): readonly string[] {
  const grpc = grpcExchangeOf(host);
  if (grpc !== undefined) return pairsOf(grpc.call.metadata.toJSON());
  const [, context] = host.getArgs<unknown[]>();
  if (context instanceof TcpContext || context instanceof RedisContext) return pairsOf(context.getMetadata());
  if (context instanceof NatsContext)
    return pairsOf(natsHeaders(context.getHeaders() as NatsHeaders | undefined));
  if (context instanceof RmqContext) return pairsOf(memberOf(context.getMessage().properties, 'headers'));
  if (context instanceof KafkaContext) return pairsOf(context.getMessage().headers);
  if (context instanceof MqttContext) return mqttPairs(context.getPacket());
  throw new AccessDeniedError(
    'The message came by a transport of which Castellan does not know where it carries tokens, so it denies it. It ' +
      'knows TCP, gRPC, Redis, NATS, RabbitMQ, MQTT and Kafka as Nest has them.',
  );
}

/** MQTT 5 has user properties. Before, Nest's own packet carries the metadata, and only Nest's: no other payload is read. */
function mqttPairs({ properties, payload }: Readonly<Record<string, unknown>>): readonly string[] {
  const userProperties = memberOf(properties, 'userProperties');
  if (userProperties !== undefined) return pairsOf(userProperties);
  const packet = parsed(payload);
  const isOfNest = memberOf(packet, 'pattern') !== undefined && memberOf(packet, 'data') !== undefined;
  return isOfNest ? pairsOf(memberOf(packet, 'metadata')) : [];
}

function parsed(payload: unknown): unknown {
  if (!Buffer.isBuffer(payload) && typeof payload !== 'string') return undefined;
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}

/** As far as the headers of NATS are read. */
interface NatsHeaders {
  keys(): readonly string[];
  values(name: string): readonly string[];
}

function natsHeaders(headers: NatsHeaders | undefined): Readonly<Record<string, unknown>> | undefined {
  return headers && Object.fromEntries(headers.keys().map((name) => [name, headers.values(name)]));
}

function pairsOf(headers: unknown): readonly string[] {
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).flatMap(([name, values]) =>
    [values as unknown].flat().flatMap((value) => [name, textOf(value)]),
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? value.toString() : NO_TEXT;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
