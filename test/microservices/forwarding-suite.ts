import {
  Controller,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  type INestMicroservice,
  Post,
  Query,
} from '@nestjs/common';
import { type ClientProviderOptions, ClientProxy, ClientsModule } from '@nestjs/microservices';
import { Authenticated, CastellanModule, Public } from 'castellan';
import { forwardPrincipal } from 'castellan/microservices';
import { type Observable, timeout } from 'rxjs';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp } from '../support/nest-app.js';
import { until } from '../support/until.js';
import { World } from '../support/world.js';
import { Seen } from './messages.js';
import { HANGS_MS, MessagePool, outcomeOf, startService } from './services.js';
import type { TestTransport } from './transports.js';

/** Has the client send outside of any request. */
@Injectable()
export class Background {
  constructor(
    @Inject('MESSAGES') private readonly messages: ClientProxy,
    @Inject('ANYWAY') private readonly anyway: ClientProxy,
  ) {}

  refuse(): unknown {
    try {
      this.messages.send('whoami', {});
      return 'sent';
    } catch (error) {
      return (error as { code?: string }).code;
    }
  }

  anonymous(): Observable<unknown> {
    return this.anyway.send('whoami', {});
  }
}

@Controller()
class GatewayController {
  #kept: Observable<unknown> | undefined;

  constructor(@Inject('MESSAGES') private readonly messages: ClientProxy) {}

  @Get('forward')
  @Public()
  forward(@Query('pattern') pattern: string): Observable<unknown> {
    return this.messages.send(pattern, { authorization: 'in the payload' }).pipe(timeout(HANGS_MS));
  }

  /** Keeps the message of one caller, and hands it to the next one. */
  @Get('kept')
  @Authenticated()
  kept(): Observable<unknown> {
    const kept = this.#kept ?? this.messages.send('whoami', {});
    this.#kept = this.#kept === undefined ? kept : undefined;
    return kept.pipe(timeout(HANGS_MS));
  }

  @Post('save')
  @Authenticated()
  save(@Query('name') name: string): Observable<unknown> {
    return this.messages.send('save', name).pipe(timeout(HANGS_MS));
  }

  @Post('note')
  @Authenticated()
  async note(@Query('what') what: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.messages.emit('noted', what);
  }
}

/** What holds for clients that forward, on every transport with packets. */
export function describeForwarding(name: string, open: () => Promise<TestTransport>): void {
  describe(`a gateway that forwards by ${name}`, () => {
    let pool: MessagePool;
    let world: World;
    let alice: Required<Tokens>;
    let bob: Required<Tokens>;
    let service: INestMicroservice | INestApplication;
    let gateway: ListeningApp;
    let api: Api;

    beforeAll(async () => {
      pool = await MessagePool.start();
      world = await World.create({ users: [{ username: 'alice' }, { username: 'bob' }] });
      [alice, bob] = await Promise.all([world.tokens('alice'), world.tokens('bob')]);
      const transport = await open();
      service = await startService('standalone', transport.server, pool.options({}, world));
      const client = (clientName: string) =>
        ({ ...transport.client, name: clientName }) as ClientProviderOptions;
      gateway = await listeningApp('Express', {
        imports: [
          CastellanModule.forRoot(pool.options({ forwardTo: ['MESSAGES', 'ANYWAY'] }, world)),
          ClientsModule.register([
            forwardPrincipal(client('MESSAGES')),
            forwardPrincipal(client('ANYWAY'), { withoutCaller: 'send-without-tokens' }),
          ]),
        ],
        controllers: [GatewayController],
        providers: [Background],
      });
      api = new Api(gateway.url);
    });

    afterAll(async () => {
      await gateway.app.close();
      await service.close();
      await Promise.all([pool.stop(), world.stop()]);
    });

    it('is heard as the caller, for many callers at the same time', async () => {
      const names = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const answer = await api.get('/forward?pattern=whoami', {
            accessToken: pool.tokens.access({ username: `caller-${index}` }),
          });
          return answer.text;
        }),
      );
      expect(names).toEqual(Array.from({ length: 20 }, (_, index) => `caller-${index}`));
    });

    it('hands over the payload as it is', async () => {
      const answer = await api.get('/forward?pattern=echo', { accessToken: pool.tokens.access() });
      expect(answer.json()).toEqual({ authorization: 'in the payload' });
    });

    it('is refused as the caller would be, with the same code', async () => {
      const anonymous = await api.get('/forward?pattern=whoami');
      expect([anonymous.status, anonymous.json()]).toEqual([
        401,
        expect.objectContaining({ code: 'authentication_required' }),
      ]);
      const denied = await api.get('/forward?pattern=edit', { accessToken: pool.tokens.access() });
      expect([denied.status, denied.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'access_denied' }),
      ]);
    });

    it('forwards the ID token, so that the service acts as the caller', async () => {
      for (const tokens of [alice, bob]) {
        expect((await api.request('POST', '/save?name=x', tokens)).status).toBe(201);
      }
      const without = await api.request('POST', '/save?name=x', { accessToken: alice.accessToken });
      expect(without.status).toBe(400);
    });

    it('never sends for one caller what another one has made', async () => {
      const [first, next] = ['erin', 'frank'].map((username) => ({
        accessToken: pool.tokens.access({ username }),
      }));
      expect((await api.get('/kept', first)).text).toBe('erin');
      const kept = await api.get('/kept', next);
      expect([kept.status, kept.text.includes('erin')]).toEqual([500, false]);
    });

    it('forwards with events', async () => {
      const { events } = service.get(Seen, { strict: false });
      const accessToken = pool.tokens.access({ username: 'carol', 'cognito:groups': ['editors'] });
      expect((await api.request('POST', '/note?what=it', { accessToken })).status).toBe(201);
      await until(() => events.length === 2);
      expect([...events].sort()).toEqual(['carol audited it', 'carol noted it']);
    });

    it('sends nothing where nobody is calling, unless it was told to', async () => {
      const background = gateway.app.get(Background);
      expect(background.refuse()).toBe('caller_context_missing');
      const { error } = await outcomeOf(background.anonymous());
      expect(error).toMatchObject({ code: 'authentication_required' });
    });
  });
}
