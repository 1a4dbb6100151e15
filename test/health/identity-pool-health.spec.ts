import { S3Client } from '@aws-sdk/client-s3';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Authenticated, AwsClient, CastellanModule, type CastellanOptions, Public } from 'castellan';
import { IdentityPoolHealthIndicator } from 'castellan/terminus';
import { Api, type Tokens } from '../support/api.js';
import { listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

@Controller()
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly identityPool: IdentityPoolHealthIndicator,
  ) {}

  @Get('health')
  @Public()
  @HealthCheck()
  check() {
    return this.health.check([() => this.identityPool.check('identityPool')]);
  }

  @Get('key')
  @Authenticated()
  async key(@AwsClient(S3Client) s3: S3Client): Promise<string> {
    return (await s3.config.credentials()).accessKeyId;
  }
}

describe.each(PLATFORMS)('the health of an identity pool, on %s', (platform) => {
  let world: World;
  let alice: Required<Tokens>;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice' }] });
    alice = await world.tokens('alice');
  });

  afterEach(() => app?.close());
  afterAll(() => world.stop());

  async function start(options: CastellanOptions): Promise<Api> {
    const listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot(options), TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [IdentityPoolHealthIndicator],
    });
    app = listening.app;
    return new Api(listening.url);
  }

  it('is up, and tells the state and the counters, and nothing about callers', async () => {
    const api = await start(world.options);
    expect((await api.get('/health')).json()).toMatchObject({
      status: 'ok',
      details: { identityPool: { status: 'up', state: 'unknown', sharing: 'off' } },
    });

    expect((await api.get('/key', alice)).status).toBe(200);
    const answer = await api.get('/health');
    expect(answer.json()).toMatchObject({
      details: { identityPool: { status: 'up', state: 'serving', counters: { flights: 1, calls: 2 } } },
    });
    expect(answer.text).not.toMatch(/alice|ASIA/);
  });

  it('is down when the identity pool cannot be reached', async () => {
    const { identityPool, ...options } = world.options;
    const nobodyThere = 'http://127.0.0.1:1';
    const api = await start({ ...options, identityPool: { ...identityPool!, endpoint: nobodyThere } });
    expect((await api.get('/key', alice)).status).toBe(502);
    const answer = await api.get('/health');
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ details: { identityPool: { status: 'down', state: 'failing' } } });
  });

  it('is up where nothing gives credentials', async () => {
    const { userPools } = world.options;
    @Controller()
    class OnlyHealth {
      constructor(
        private readonly health: HealthCheckService,
        private readonly identityPool: IdentityPoolHealthIndicator,
      ) {}

      @Get('health')
      @Public()
      @HealthCheck()
      check() {
        return this.health.check([() => this.identityPool.check('identityPool')]);
      }
    }
    const listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot({ userPools }), TerminusModule.forRoot({ logger: false })],
      controllers: [OnlyHealth],
      providers: [IdentityPoolHealthIndicator],
    });
    app = listening.app;
    expect((await new Api(listening.url).get('/health')).json()).toMatchObject({
      details: { identityPool: { status: 'up' } },
    });
  });
});
