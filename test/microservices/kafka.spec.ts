import type { ArgumentsHost, INestMicroservice } from '@nestjs/common';
import { KafkaHeaders, type ReadPacket, ServerKafka, Transport } from '@nestjs/microservices';
import type { EachMessagePayload, IHeaders, ProducerRecord } from 'kafkajs';
import { tokenCarrierOf } from '../../libs/castellan/src/nest/microservices/token-carriers.js';
import { Seen } from './messages.js';
import { MessagePool, startService } from './services.js';

/** Nest's own Kafka server, with everything but a broker: what it would send is kept. */
class ServerWithoutBroker extends ServerKafka {
  readonly sent: ProducerRecord[] = [];

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    this.producer = { send: async (record: ProducerRecord) => this.sent.push(record) } as never;
    callback();
  }

  override async close(): Promise<void> {}
}

/** A message as kafkajs hands it over: everything is bytes. */
function delivered(topic: string, value: string, headers: IHeaders): EachMessagePayload {
  const bytes = Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, Buffer.from(text as string)]),
  );
  return {
    topic,
    partition: 0,
    message: {
      key: null,
      value: Buffer.from(value),
      timestamp: '1700000000000',
      attributes: 0,
      offset: '7',
      headers: bytes,
    },
    heartbeat: async () => undefined,
    pause: () => () => undefined,
  };
}

const REPLY = { kafka_correlationId: 'id', kafka_replyTopic: 'whoami.reply', kafka_replyPartition: '0' };

describe('messages of Kafka, in the shape that kafkajs gives them', () => {
  let pool: MessagePool;
  let server: ServerWithoutBroker;
  let service: INestMicroservice;

  beforeAll(async () => {
    pool = await MessagePool.start();
    server = new ServerWithoutBroker({});
    service = (await startService('standalone', { strategy: server }, pool.options())) as INestMicroservice;
  });

  afterAll(async () => {
    await service.close();
    await pool.stop();
  });

  const token = (claims: object = {}) => `Bearer ${pool.tokens.access({ username: 'carol', ...claims })}`;

  async function answerTo(topic: string, headers: IHeaders): Promise<Record<string, unknown>> {
    server.sent.length = 0;
    await server.handleMessage(delivered(topic, '{}', { ...REPLY, ...headers }));
    while (server.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const [message] = server.sent[0]!.messages;
    return { ...message!.headers, value: message!.value };
  }

  it('carry tokens in their headers', async () => {
    expect(await answerTo('whoami', { authorization: token() })).toMatchObject({ value: 'carol' });
  });

  it('are answered with the code of their refusal', async () => {
    const { [KafkaHeaders.NEST_ERR]: error } = await answerTo('whoami', {});
    expect(JSON.parse(String(error))).toMatchObject({ code: 'authentication_required', httpStatus: 401 });
  });

  it('are consumed if they are refused and nobody waits, so that they do not come again for ever', async () => {
    const { events } = service.get(Seen);
    await expect(server.handleMessage(delivered('noted', 'a', {}))).resolves.toBeUndefined();
    await expect(server.handleMessage(delivered('whoami', 'a', {}))).resolves.toBeUndefined();
    expect(events).toEqual([]);
    const editor = token({ 'cognito:groups': ['editors'] });
    await server.handleMessage(delivered('noted', 'b', { authorization: editor }));
    expect([...events].sort()).toEqual(['carol audited b', 'carol noted b']);
  });

  it('are sent by a client that forwards with the tokens in their headers', async () => {
    const carry = await tokenCarrierOf({ transport: Transport.KAFKA, protocolVersion: undefined });
    const tokens = { authorization: 'Bearer a.b.c' };
    const packet = (data: unknown): ReadPacket => ({ pattern: 'topic', data });
    expect(carry(packet({ a: 1 }), tokens).data).toEqual({ value: { a: 1 }, headers: tokens });
    const own = { key: 'k', value: 'v', headers: { trace: '1' } };
    expect(carry(packet(own), tokens).data).toEqual({ ...own, headers: { trace: '1', ...tokens } });
    expect(own.headers).toEqual({ trace: '1' });
    expect(() => carry(packet({ value: 1, headers: { Authorization: 'x' } }), tokens)).toThrow(
      /Authorization/,
    );
  });

  it('are of a transport that is known, or denied', async () => {
    await expect(tokenCarrierOf({ transport: 99 as never, protocolVersion: undefined })).rejects.toThrow(
      /99/,
    );
    const { messageHeaders } = await import('../../libs/castellan/src/nest/microservices/message-headers.js');
    const host = { getArgs: () => [{}, { of: 'another transport' }] } as unknown as ArgumentsHost;
    expect(() => messageHeaders(host)).toThrow(/transport/);
  });
});
