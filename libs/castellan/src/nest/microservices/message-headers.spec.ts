import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { KafkaContext, MqttContext, RedisContext, RmqContext, TcpContext } from '@nestjs/microservices';
import { messageHeaders } from './message-headers.js';

const TOKEN = 'Bearer a.b.c';
const NO_TEXT = 'Bearer \0';
const of = (context: object): readonly string[] => messageHeaders(new ExecutionContextHost([{}, context]));
const mqtt = (packet: object): readonly string[] => of(new MqttContext(['topic', packet]));

describe('messageHeaders', () => {
  it('reads what is beside the payload, each value of a name', () => {
    expect(of(new TcpContext([{} as never, 'p', { authorization: TOKEN }]))).toEqual([
      'authorization',
      TOKEN,
    ]);
    expect(of(new RedisContext(['p']))).toEqual([]);
    const message = { properties: { headers: { authorization: [TOKEN, TOKEN] } } };
    expect(of(new RmqContext([message, {}, 'p']))).toEqual(['authorization', TOKEN, 'authorization', TOKEN]);
    const kafka = { headers: { authorization: Buffer.from(TOKEN) } };
    expect(of(new KafkaContext([kafka] as never))).toEqual(['authorization', TOKEN]);
  });

  it.each([null, 1, {}, undefined])('makes a malformed token of the value %p', (value) => {
    const metadata = { authorization: value as never };
    expect(of(new TcpContext([{} as never, 'p', metadata]))).toEqual(['authorization', NO_TEXT]);
  });

  it.each(['text', 7, null, []])('finds nothing in metadata that are %p', (metadata) => {
    expect(of(new RedisContext(['p', metadata as never]))).toEqual([]);
  });

  it("reads the packets of Nest where MQTT has no user properties, and nobody else's payload", () => {
    const metadata = { authorization: TOKEN };
    const payload = (content: unknown): object => ({ payload: Buffer.from(JSON.stringify(content)) });
    expect(mqtt(payload({ pattern: 'p', data: 1, metadata }))).toEqual(['authorization', TOKEN]);
    expect(mqtt(payload({ metadata }))).toEqual([]);
    expect(mqtt(payload({ data: 1, metadata }))).toEqual([]);
    expect(mqtt(payload({ pattern: 'p', data: { metadata } }))).toEqual([]);
    expect(mqtt({ payload: Buffer.from('{') })).toEqual([]);
    const userProperties = { other: 'x' };
    expect(mqtt({ ...payload({ pattern: 'p', data: 1, metadata }), properties: { userProperties } })).toEqual(
      ['other', 'x'],
    );
  });
});
