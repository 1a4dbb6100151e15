import { Controller, Get, Post } from '@nestjs/common';
import {
  Authenticated,
  CastellanModule,
  CurrentUser,
  Public,
  Revocations,
  TokenVerifier,
  type UserPrincipal,
} from 'castellan';
import { RedisRevocations } from 'castellan/redis';
import { describeWithRedis, RedisServer } from '../../libs/castellan/src/redis/redis-server.spec-helper.js';
import { Api } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { until } from '../support/until.js';
import { World } from '../support/world.js';

@Controller()
class AccountController {
  constructor(
    private readonly revocations: Revocations,
    private readonly verifier: TokenVerifier,
  ) {}

  @Get('profile')
  @Authenticated()
  profile(@CurrentUser() user: UserPrincipal): string {
    return user.username;
  }

  @Post('sign-out-everywhere')
  @Authenticated()
  async signOut(@CurrentUser() { issuer, sub }: UserPrincipal): Promise<void> {
    await this.revocations.revokeUser({ issuer, sub });
  }

  @Post('block-nobody')
  @Public()
  async block(): Promise<void> {
    await this.revocations.revokeUser({ issuer: this.verifier.userPools[0]!.issuer, sub: 'nobody' });
  }

  @Get('health')
  @Public()
  health(): string {
    return 'ok';
  }
}

describeWithRedis.each(PLATFORMS)('revocations shared by two machines on %s', (platform) => {
  const server = new RedisServer();
  const stores: RedisRevocations[] = [];
  let world: World;
  let machines: ListeningApp[];

  /** @param timeoutMilliseconds tells an outage from a slow machine. */
  function startMachine(timeoutMilliseconds = 30_000): Promise<ListeningApp> {
    const revocations = new RedisRevocations({
      client: server.client,
      whenUnavailable: 'refuse',
      timeoutMilliseconds,
    });
    stores.push(revocations);
    return listeningApp(platform, {
      imports: [CastellanModule.forRoot({ ...world.options, revocations })],
      controllers: [AccountController],
    });
  }

  beforeAll(async () => {
    await server.start();
    world = await World.create({ users: [{ username: 'alice' }, { username: 'bob' }] });
    machines = [await startMachine(), await startMachine()];
  });

  afterAll(async () => {
    await Promise.all(machines.map(({ app }) => app.close()));
    await world.stop();
    await server.remove();
  });

  it('refuses on one machine what was revoked on the other', async () => {
    const [here, there] = machines.map(({ url }) => new Api(url)) as [Api, Api];
    const [alice, bob] = [await world.tokens('alice'), await world.tokens('bob')];
    expect((await there.get('/profile', alice)).status).toBe(200);
    expect((await here.request('POST', '/sign-out-everywhere', alice)).status).toBe(201);
    expect((await here.get('/profile', alice)).status).toBe(401);
    await until(() => stores.every(({ status }) => status.known === 1));
    expect((await there.get('/profile', alice)).json()).toMatchObject({ code: 'token_revoked' });
    expect((await there.get('/profile', bob)).status).toBe(200);
  });

  it('answers 503 while Redis is away, and still serves what needs no token', async () => {
    const api = new Api(machines[0]!.url);
    const bob = await world.tokens('bob');
    await server.stop();
    await until(() => stores.every(({ status }) => !status.current));
    const answer = await api.get('/profile', bob);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(answer.json()).toMatchObject({ code: 'revocations_unavailable' });
    expect((await api.get('/health')).status).toBe(200);
    expect((await api.request('POST', '/block-nobody')).json()).toMatchObject({
      status: 503,
      code: 'revocation_not_recorded',
      detail: 'The revocation could not be recorded everywhere. Try again.',
    });
    await server.start();
    await until(() => stores.every(({ status }) => status.current));
    expect((await api.get('/profile', bob)).status).toBe(200);
  });

  it('does not start without Redis', async () => {
    await server.stop();
    await expect(startMachine(100)).rejects.toMatchObject({ code: 'revocations_unavailable' });
    await server.start();
  });
});
