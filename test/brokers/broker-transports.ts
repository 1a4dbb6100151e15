import { headers } from '@nats-io/transport-node';
import {
  MqttRecordBuilder,
  NatsRecordBuilder,
  type RmqOptions,
  RmqRecordBuilder,
  Transport,
} from '@nestjs/microservices';
import { randomUUID } from 'node:crypto';
import { type SentHeaders, type TestTransport, withMetadata } from '../microservices/transports.js';

const HOST = '127.0.0.1';

/** The port of a broker that `npm run test:brokers` has started. */
function portOf(broker: string): number {
  const port = process.env[`CASTELLAN_BROKER_${broker}`];
  if (port === undefined) throw new Error(`No ${broker} runs. Start these tests with npm run test:brokers.`);
  return Number(port);
}

export async function redisTransport(): Promise<TestTransport> {
  const options = { host: HOST, port: portOf('REDIS') };
  return {
    name: 'Redis',
    server: { transport: Transport.REDIS, options },
    client: { transport: Transport.REDIS, options },
    accompany: withMetadata,
  };
}

export async function natsTransport(): Promise<TestTransport> {
  const options = { servers: [`nats://${HOST}:${portOf('NATS')}`] };
  return {
    name: 'NATS',
    server: { transport: Transport.NATS, options },
    client: { transport: Transport.NATS, options },
    accompany: (data, sent) => new NatsRecordBuilder(data).setHeaders(natsHeaders(sent)).build(),
  };
}

function natsHeaders(sent: SentHeaders) {
  const made = headers();
  for (const [name, values] of Object.entries(sent))
    for (const value of [values].flat()) made.append(name, value);
  return made;
}

/** With a queue of its own for each service, which goes with it. */
export async function rabbitTransport(server: Partial<RmqOptions['options']> = {}): Promise<TestTransport> {
  const options = {
    urls: [`amqp://guest:guest@${HOST}:${portOf('RABBITMQ')}`],
    queue: `messages-${randomUUID()}`,
    queueOptions: { durable: false, autoDelete: true },
  };
  return {
    name: 'RabbitMQ',
    server: { transport: Transport.RMQ, options: { ...options, ...server } },
    client: {
      transport: Transport.RMQ,
      options: { ...options, ...(server.queueOptions && { queueOptions: server.queueOptions }) },
    },
    accompany: (data, sent) =>
      new RmqRecordBuilder(data).setOptions({ headers: sent as Record<string, string> }).build(),
  };
}

const mqttOptions = (version: 4 | 5) => ({
  url: `mqtt://${HOST}:${portOf('MQTT')}`,
  protocolVersion: version,
});

export async function mqtt5Transport(): Promise<TestTransport> {
  const options = mqttOptions(5);
  return {
    name: 'MQTT 5',
    server: { transport: Transport.MQTT, options },
    client: { transport: Transport.MQTT, options },
    accompany: (data, sent) =>
      Object.keys(sent).length === 0
        ? data
        : new MqttRecordBuilder(data)
            .setProperties({ userProperties: sent as Record<string, string | string[]> })
            .build(),
  };
}

export async function mqtt3Transport(): Promise<TestTransport> {
  const options = mqttOptions(4);
  return {
    name: 'MQTT 3.1.1',
    server: { transport: Transport.MQTT, options },
    client: { transport: Transport.MQTT, options },
    accompany: withMetadata,
  };
}
