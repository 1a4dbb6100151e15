import { Controller, Logger } from '@nestjs/common';
import { ClientProxyFactory, ClientsModule, MessagePattern, Transport } from '@nestjs/microservices';
import { Authenticated, Public } from 'castellan';
import { forwardPrincipal, microservices, type MicroservicesOptions } from 'castellan/microservices';
import { bearer, MessagePool, Sender, startService } from './services.js';
import { tcpTransport } from './transports.js';

@Controller()
class Whole {
  @MessagePattern('whole')
  @Authenticated()
  whole(): string {
    return 'whole';
  }
}

@Controller()
class Bound {
  constructor() {
    this.bound = this.bound.bind(this);
  }

  @MessagePattern('bound')
  @Public()
  bound(): string {
    return 'bound';
  }
}

describe('an application with handlers of messages', () => {
  let pool: MessagePool;

  beforeAll(async () => {
    pool = await MessagePool.start();
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(() => pool.stop());

  const start = async (door: MicroservicesOptions | undefined, metadata: object): Promise<void> => {
    const { server } = await tcpTransport();
    const { doors = [], ...options } = pool.options(door);
    const service = await startService(
      'standalone',
      server,
      door === undefined ? options : { ...options, doors },
      metadata,
    );
    await service.close();
  };

  it('does not start without the door', async () => {
    await expect(start(undefined, { controllers: [Whole] })).rejects.toThrow(
      /Whole\.whole.*doors: \[microservices\(\)\].*castellan\/microservices/s,
    );
    await expect(start({}, { controllers: [Whole] })).resolves.toBeUndefined();
  });

  it('does not start with a handler that a constructor replaces', async () => {
    await expect(start({}, { controllers: [Bound] })).rejects.toThrow(
      /Bound\.bound.*replaced in the constructor/,
    );
  });

  it('does not start with a client that forwards to a service that is not named', async () => {
    const imports = [ClientsModule.register([forwardPrincipal({ name: 'FILES', transport: Transport.TCP })])];
    await expect(start({ forwardTo: ['OTHER'] }, { imports })).rejects.toThrow(/forwardTo: \['FILES'\]/);
    await expect(start({ forwardTo: ['FILES'] }, { imports })).resolves.toBeUndefined();
  });

  it('is told of a service that is named and whose client does not forward', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const client = { name: 'FILES', transport: Transport.TCP } as const;
    await start({ forwardTo: ['FILES'] }, { imports: [ClientsModule.register([client])] });
    expect(warn.mock.calls.flat().join()).toContain('forwardTo names FILES');
    warn.mockClear();
    await start({ forwardTo: ['FILES'] }, { imports: [ClientsModule.register([forwardPrincipal(client)])] });
    expect(warn.mock.calls.flat().join()).not.toContain('forwardTo names');
  });

  it('shares its classes with another of the same process, and no callers', async () => {
    const other = await MessagePool.start();
    const transports = [await tcpTransport(), await tcpTransport()] as const;
    const services = await Promise.all(
      [pool, other].map((one, index) =>
        startService(index === 0 ? 'standalone' : 'hybrid', transports[index]!.server, one.options(), {
          controllers: [Whole],
        }),
      ),
    );
    const [sender, otherSender] = transports.map((transport) => new Sender(transport));
    const [token, otherToken] = [bearer(pool.tokens.access()), bearer(other.tokens.access())];
    expect(await sender!.send('whole', {}, token)).toEqual({ value: 'whole' });
    expect(await otherSender!.send('whole', {}, otherToken)).toEqual({ value: 'whole' });
    expect(await sender!.send('whole', {}, otherToken)).toMatchObject({
      error: { code: 'token_issuer_not_allowed' },
    });
    expect(await otherSender!.send('whole', {}, token)).toMatchObject({
      error: { code: 'token_issuer_not_allowed' },
    });
    await Promise.all([sender!.close(), otherSender!.close(), ...services.map((service) => service.close())]);
    await other.stop();
  });
});

describe('what cannot be meant', () => {
  it('is refused where it is written', () => {
    expect(() => microservices({ forwardTo: 'FILES' } as never)).toThrow(/forwardTo/);
    expect(() => microservices({ forwardTo: [''] })).toThrow(/forwardTo/);
    expect(() => microservices({ forwardto: ['FILES'] } as never)).toThrow(/"forwardto"/);
    expect(() => microservices({ rabbitAcknowledgement: 'sometimes' } as never)).toThrow(/'manual'/);
    expect(() => microservices(null as never)).toThrow(/takes an object of options/);
    expect(() => forwardPrincipal({ transport: Transport.TCP } as never)).toThrow(/no name/);
    expect(() => forwardPrincipal({ name: 'A' }, { withoutcaller: 'refuse' } as never)).toThrow(
      /"withoutcaller"/,
    );
    expect(() => forwardPrincipal({ name: 'A', customClass: Whole } as never)).toThrow(/customClass/);
    expect(() => forwardPrincipal({ name: 'A' }, { withoutCaller: 'send' } as never)).toThrow(
      /withoutCaller/,
    );
  });

  it('a client that forwards and belongs to no application sends nothing', () => {
    const client = ClientProxyFactory.create(forwardPrincipal({ name: 'FILES', transport: Transport.TCP }));
    expect(() => client.send('anything', {})).toThrow(/does not know its application/);
    expect(() => client.emit('anything', {})).toThrow(/does not know its application/);
  });
});
