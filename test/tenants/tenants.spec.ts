import { Controller, Get, Module, type Type } from '@nestjs/common';
import {
  Authenticated,
  Can,
  CastellanModule,
  type CastellanOptions,
  CurrentUser,
  ForGroup,
  Groups,
  Policies,
  type ResolvePool,
  type Rules,
  type UserPrincipal,
} from 'castellan';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const CLIENT_ID = 'tenant_client';

@Policies()
class TenantPolicies {
  @ForGroup('admins', { pool: 'tenants' })
  admins({ can }: Rules) {
    can('read', 'Bill');
  }
}

@Controller()
class TenantController {
  @Get('me')
  @Authenticated()
  me(@CurrentUser() { pool, issuer }: UserPrincipal) {
    return { pool, issuer };
  }

  @Get('bills')
  @Can('read', 'Bill')
  bills() {
    return [];
  }
}

@Controller('staff')
class StaffController {
  @Get()
  @Groups('admins')
  staff() {
    return 'staff';
  }
}

describe.each(PLATFORMS)('an application with a user pool for each tenant on %s', (platform) => {
  const key = newSigningKey('key-of-the-tenant');
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let tenants: Set<string>;
  let isDown: boolean;
  let asked: number;

  const resolvePool: ResolvePool = async (issuer) => {
    asked += 1;
    if (isDown) throw new Error('the database of tenants is down');
    const userPoolId = issuer.slice(issuer.lastIndexOf('/') + 1);
    if (!tenants.has(userPoolId)) return undefined;
    return { name: 'tenants', userPoolId, issuer, clientIds: [CLIENT_ID], tokenUse: 'access' };
  };
  const start = (
    options: Partial<CastellanOptions> = {},
    controllers: Type[] = [TenantController, StaffController],
  ) => {
    @Module({
      imports: [
        CastellanModule.forRoot({
          userPools: [
            {
              name: 'staff',
              userPoolId: 'eu-west-1_Staff',
              issuer: keyServer.issuer('eu-west-1_Staff'),
              clientIds: [CLIENT_ID],
              tokenUse: 'access',
            },
          ],
          resolvePool,
          ...options,
        }),
      ],
      controllers,
      providers: [TenantPolicies],
    })
    class AppModule {}
    return listeningApp(platform, { imports: [AppModule] });
  };
  const tokenOf = (userPoolId: string) => ({
    accessToken: new TokenFactory({ key, issuer: keyServer.issuer(userPoolId), clientId: CLIENT_ID }).access({
      'cognito:groups': ['admins'],
    }),
  });
  const get = (path: string, userPoolId: string) => new Api(listening.url).get(path, tokenOf(userPoolId));

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    for (const id of ['Staff', 'One', 'Two', 'Three']) keyServer.publish(`eu-west-1_${id}`, [key.jwk]);
  });
  afterAll(() => keyServer.stop());
  beforeEach(async () => {
    tenants = new Set(['eu-west-1_One', 'eu-west-1_Two']);
    isDown = false;
    asked = 0;
    listening = await start();
  });
  afterEach(() => listening.app.close());

  it('accepts the tokens of its tenants and of nobody else', async () => {
    for (const tenant of tenants) {
      const answer = await get('/me', tenant);
      expect([answer.status, answer.json()]).toEqual([
        200,
        { pool: 'tenants', issuer: keyServer.issuer(tenant) },
      ]);
    }
    const before = keyServer.requestsFor('eu-west-1_Three');
    const stranger = await get('/me', 'eu-west-1_Three');
    expect([stranger.status, stranger.json()]).toMatchObject([401, { code: 'token_issuer_not_allowed' }]);
    expect(keyServer.requestsFor('eu-west-1_Three')).toBe(before);
  });

  it('gives their groups the rights of their pool, and those of no other', async () => {
    expect((await get('/bills', 'eu-west-1_One')).status).toBe(200);
    expect((await get('/staff', 'eu-west-1_One')).status).toBe(403);
    expect((await get('/bills', 'eu-west-1_Staff')).status).toBe(403);
    expect((await get('/staff', 'eu-west-1_Staff')).status).toBe(200);
  });

  it('asks once for many first requests', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => get('/me', 'eu-west-1_One')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(asked).toBe(1);
  });

  it('answers 503 while the tenants cannot be looked up, and goes on serving the configured pool', async () => {
    isDown = true;
    const answer = await get('/me', 'eu-west-1_One');
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'pool_unavailable' });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.has('www-authenticate')).toBe(false);
    expect(answer.text).not.toContain('database');
    expect((await get('/me', 'eu-west-1_Staff')).status).toBe(200);
  });

  it('does not start without a configured pool if a handler asks for a group of none', async () => {
    await expect(start({ userPools: [] })).rejects.toThrow(
      'StaffController.staff (GET /staff) requires groups(admins), which can never hold',
    );
  });

  it('may have no other pool, if its policies name theirs', async () => {
    await listening.app.close();
    listening = await start({ userPools: [] }, [TenantController]);
    expect((await get('/bills', 'eu-west-1_Two')).status).toBe(200);
    expect((await get('/me', 'eu-west-1_Staff')).status).toBe(401);
  });
});

describe('an application without a configured pool', () => {
  it('does not start with a policy for a group of no pool', async () => {
    @Policies()
    class Vague {
      @ForGroup('admins')
      admins({ can }: Rules) {
        can('manage', 'all');
      }
    }
    @Module({
      imports: [CastellanModule.forRoot({ userPools: [], resolvePool: () => undefined })],
      providers: [Vague],
    })
    class AppModule {}
    await expect(listeningApp('Express', { imports: [AppModule] })).rejects.toThrow(
      'Vague.admins is about the group "admins" and names no user pool',
    );
  });
});
