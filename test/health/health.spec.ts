import { Controller, Get, Logger, Module } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { CastellanModule, type CastellanOptions, Public } from 'castellan';
import { KeySetHealthIndicator } from 'castellan/terminus';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const POOL_ID = 'eu-west-1_Health';
const CLIENT_ID = 'health_client';
const realNow = Date.now.bind(Date);

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly keySets: KeySetHealthIndicator,
  ) {}

  @Get()
  @Public()
  @HealthCheck()
  check() {
    return this.health.check([() => this.keySets.check('keySets')]);
  }
}

describe.each(PLATFORMS)('on %s', (platform) => {
  const key = newSigningKey('key-of-the-pool');
  let keyServer: KeyServer;
  let listening: ListeningApp | undefined;

  const start = async (pool: object = {}, options: Partial<CastellanOptions> = {}) => {
    @Module({
      imports: [
        CastellanModule.forRoot({
          userPools: [
            {
              name: 'customers',
              userPoolId: POOL_ID,
              issuer: keyServer.issuer(POOL_ID),
              clientIds: [CLIENT_ID],
              tokenUse: 'access',
              ...pool,
            },
          ],
          ...options,
        }),
        TerminusModule.forRoot({ logger: false }),
      ],
      controllers: [HealthController],
      providers: [KeySetHealthIndicator],
    })
    class AppModule {}
    listening = await listeningApp(platform, { imports: [AppModule] });
    return new Api(listening.url);
  };
  const breakDown = () =>
    keyServer.answer(POOL_ID, (_request, response) => {
      response.writeHead(500).end();
    });

  beforeEach(async () => {
    keyServer = await KeyServer.start();
    keyServer.publish(POOL_ID, [key.jwk]);
  });
  afterEach(async () => {
    await listening?.app.close();
    listening = undefined;
    await keyServer.stop();
    jest.restoreAllMocks();
  });

  describe('the health of key sets', () => {
    it('is up with their keys, which it loads itself', async () => {
      const api = await start();
      const answer = await api.get('/health');
      expect(answer.status).toBe(200);
      expect(answer.json()).toMatchObject({
        status: 'ok',
        info: {
          keySets: { status: 'up', pools: { customers: { state: 'fresh', since: expect.any(String) } } },
        },
      });
      await api.get('/health');
      expect(keyServer.requestsFor(POOL_ID)).toBe(1);
    });

    it('is down without keys, and says neither where nor why', async () => {
      // However long the checks take, they are of one moment.
      jest.spyOn(Date, 'now').mockReturnValue(realNow());
      breakDown();
      const api = await start();
      const answer = await api.get('/health');
      expect(answer.status).toBe(503);
      expect(answer.json()).toMatchObject({
        status: 'error',
        error: { keySets: { status: 'down', pools: { customers: { state: 'unreachable' } } } },
      });
      expect(answer.text).not.toMatch(/127\.0\.0\.1|jwks|500/);
      for (let i = 0; i < 20; i += 1) await api.get('/health');
      expect(keyServer.requestsFor(POOL_ID)).toBe(1);
    });

    it('comes back without any other request', async () => {
      let now = realNow();
      jest.spyOn(Date, 'now').mockImplementation(() => now);
      breakDown();
      const api = await start();
      expect((await api.get('/health')).status).toBe(503);
      keyServer.publish(POOL_ID, [key.jwk]);
      now += 1_000;
      expect((await api.get('/health')).status).toBe(200);
    });

    it('is up with pinned keys', async () => {
      breakDown();
      const api = await start({ jwks: { keys: [key.jwk] } });
      expect((await api.get('/health')).json()).toMatchObject({
        info: { keySets: { status: 'up', pools: { customers: { state: 'pinned' } } } },
      });
      expect(keyServer.requestsFor(POOL_ID)).toBe(0);
    });

    it('is that of the best issuer of a pool', async () => {
      const api = await start({ issuer: [keyServer.issuer('eu-west-1_Nobody'), keyServer.issuer(POOL_ID)] });
      const answer = await api.get('/health');
      expect([answer.status, answer.json()]).toMatchObject([
        200,
        { info: { keySets: { pools: { customers: { state: 'fresh' } } } } },
      ]);
    });
  });

  describe('warming up', () => {
    it('is left to the first token unless asked for', async () => {
      await start();
      expect(keyServer.requestsFor(POOL_ID)).toBe(0);
    });

    it('has the keys there before the first request', async () => {
      const api = await start({}, { warmUp: 'require' });
      expect(keyServer.requestsFor(POOL_ID)).toBe(1);
      const tokens = new TokenFactory({ key, issuer: keyServer.issuer(POOL_ID), clientId: CLIENT_ID });
      await api.get('/health', { accessToken: tokens.access() });
      expect(keyServer.requestsFor(POOL_ID)).toBe(1);
    });

    it('stops the start when the keys are required and cannot be had', async () => {
      breakDown();
      await expect(start({}, { warmUp: 'require' })).rejects.toMatchObject({ code: 'key_set_unavailable' });
    });

    it('warns and starts when it was a try', async () => {
      breakDown();
      const warnings: unknown[] = [];
      const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation((message: unknown) => {
        warnings.push(message);
      });
      try {
        await start({}, { warmUp: 'try' });
      } finally {
        warn.mockRestore();
      }
      expect(warnings).toEqual([
        expect.stringMatching(
          /^The keys of user pool customers cannot be loaded from http:\S+: it answered with status 500, not 200\. /,
        ),
      ]);
    });

    it('is refused by another word', async () => {
      await expect(start({}, { warmUp: 'yes' as never })).rejects.toThrow(
        `warmUp must be 'require', 'try' or 'off', found "yes".`,
      );
    });
  });
});

describe('in production', () => {
  const environment = process.env.NODE_ENV;
  beforeEach(() => (process.env.NODE_ENV = 'production'));
  afterEach(() => (process.env.NODE_ENV = environment));

  const start = async (pool: object) => {
    const userPool = {
      userPoolId: POOL_ID,
      clientIds: [CLIENT_ID],
      tokenUse: 'access',
      issuer: `http://127.0.0.1:1/${POOL_ID}`,
    } as const;
    const imports = [CastellanModule.forRoot({ userPools: [{ ...userPool, ...pool }] })];
    const { app } = await listeningApp('Express', { imports });
    await app.close();
  };

  it('an application that was left with the issuer of an emulator does not start', async () => {
    await expect(start({})).rejects.toThrow('userPools[0].issuer: found "http://127.0.0.1:1/');
    await expect(start({ allowCustomIssuer: true })).resolves.toBeUndefined();
  });
});

describe('@nestjs/terminus', () => {
  it.each(['castellan', 'castellan/core'])('is not loaded by %s', (entry) => {
    jest.isolateModules(() => {
      jest.doMock('@nestjs/terminus', () => {
        throw new Error('@nestjs/terminus was loaded.');
      });
      expect(() => jest.requireActual<object>(entry)).not.toThrow();
      expect(() => jest.requireActual<object>('castellan/terminus')).toThrow('@nestjs/terminus was loaded.');
      jest.dontMock('@nestjs/terminus');
    });
  });
});
