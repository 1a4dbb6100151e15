import { Controller, type INestMicroservice } from '@nestjs/common';
import { Ctx, EventPattern, Payload, type RmqContext } from '@nestjs/microservices';
import { Authenticated } from 'castellan';
import { connect, type Channel, type ChannelModel, type Message } from 'amqplib';
import { describeVerdicts } from '../doors/verdict-suite.js';
import { describeForwarding } from '../microservices/forwarding-suite.js';
import { describeMessages } from '../microservices/message-suite.js';
import { bearer, MessagePool, Sender, startService } from '../microservices/services.js';
import { until } from '../support/until.js';
import { rabbitTransport } from './broker-transports.js';

describeMessages('RabbitMQ', rabbitTransport);
describeForwarding('RabbitMQ', rabbitTransport);

const handled: string[] = [];

@Controller()
class OrdersController {
  @EventPattern(['ordered'])
  @Authenticated()
  ordered(@Payload() what: string, @Ctx() context: RmqContext): void {
    handled.push(what);
    (context.getChannelRef() as Channel).ack(context.getMessage() as Message);
  }
}

describe('a service of RabbitMQ that acknowledges by hand', () => {
  let pool: MessagePool;
  let service: INestMicroservice;
  let sender: Sender;
  let connection: ChannelModel;
  let channel: Channel;
  const dead = `dead-${process.pid}`;

  beforeAll(async () => {
    pool = await MessagePool.start();
    connection = await connect(`amqp://guest:guest@127.0.0.1:${process.env.CASTELLAN_BROKER_RABBITMQ!}`);
    channel = await connection.createChannel();
    await channel.assertQueue(dead, { durable: false });
    const transport = await rabbitTransport({
      noAck: false,
      queueOptions: {
        durable: false,
        autoDelete: true,
        arguments: { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': dead },
      },
    });
    service = (await startService(
      'standalone',
      transport.server,
      pool.options({ rabbitAcknowledgement: 'manual' }),
      { controllers: [OrdersController] },
    )) as INestMicroservice;
    sender = new Sender(transport);
  });

  afterAll(async () => {
    await sender.close();
    await service.close();
    await connection.close();
    await pool.stop();
  });

  const deadLetter = async (): Promise<string> => {
    let letter: Message | false = false;
    await until(() => {
      void channel.get(dead, { noAck: true }).then((found) => (letter ||= found));
      return letter !== false;
    });
    return String((letter as unknown as Message).content);
  };

  it('has refused messages in its dead letter queue, and goes on', async () => {
    await sender.emit('ordered', 'by nobody');
    expect(await deadLetter()).toContain('by nobody');
    await sender.emit('ordered', 'by somebody', bearer(pool.tokens.access()));
    await until(() => handled.length > 0);
    expect(handled).toEqual(['by somebody']);
  });
});
describeVerdicts('RabbitMQ', rabbitTransport);
