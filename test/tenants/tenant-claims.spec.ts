import { Controller, Get, type INestApplication, Module, Param } from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  anyOf,
  Authenticated,
  Can,
  CastellanModule,
  type CastellanOptions,
  CurrentTenant,
  ForAuthenticated,
  ForGroup,
  Groups,
  groups,
  Policies,
  type Principal,
  Public,
  Require,
  type Rules,
  tenant,
  Tenant,
  tenantGroups,
} from 'castellan';
import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { rawRequest, type RawRequest } from '../support/raw-request.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const CLIENT_ID = 'tenants_client';
const CLAIM = 'custom:tenant';
const NOTES: Readonly<Record<string, object>> = {
  a1: { tenantId: 'acme', title: 'of acme' },
  b1: { tenantId: 'beta', title: 'of beta' },
};
const noteOf = (context: { switchToHttp(): { getRequest(): { params: { id: string } } } }) =>
  NOTES[context.switchToHttp().getRequest().params.id];

@Policies()
class NotePolicies {
  @ForAuthenticated()
  readers({ can }: Rules, caller: Principal) {
    can('read', 'Note', { tenantId: caller.claims[CLAIM] });
    if (tenantGroups(caller, CLAIM).includes('editors')) {
      can('update', 'Note', { tenantId: caller.claims[CLAIM] });
    }
  }

  @ForGroup('admins')
  admins({ can }: Rules) {
    can('delete', 'Note');
  }
}

@Controller('tenants/:tenantId')
@Tenant({ claim: CLAIM, param: 'tenantId' })
class TenantController {
  @Get('name')
  name(@CurrentTenant() tenantId: string, @Param('tenantId') param: string) {
    return { tenantId, param };
  }

  @Get('admin')
  @Groups('admins')
  admin() {}

  @Get('public')
  @Public()
  open() {}

  @Get('files/:file')
  file(@CurrentTenant() tenantId: string) {
    return { tenantId };
  }
}

@Controller()
class OtherController {
  @Get('header')
  @Tenant({ claim: CLAIM, header: 'x-tenant' })
  header(@CurrentTenant() tenantId: string) {
    return { tenantId };
  }

  @Get('host')
  @Tenant({ claim: CLAIM, host: '{tenant}.example.com' })
  host(@CurrentTenant() tenantId: string) {
    return { tenantId };
  }

  @Get('hidden/:tenantId')
  @Tenant({ claim: CLAIM, param: 'tenantId', hideExistence: true })
  hidden() {}

  @Get('default')
  @Tenant()
  ofDefault(@CurrentTenant() tenantId: string) {
    return { tenantId };
  }

  @Get('partners/:tenantId')
  @Tenant({ claim: CLAIM, param: 'tenantId', pool: 'partners' })
  partners() {}

  @Get('support/:tenantId')
  @Require(anyOf(groups('support'), tenant({ claim: CLAIM, param: 'tenantId' })))
  support() {}

  @Get('support/:tenantId/current')
  @Require(anyOf(groups('support'), tenant({ claim: CLAIM, param: 'tenantId' })))
  current(@CurrentTenant() tenantId: string) {
    return { tenantId };
  }

  @Get('two/:tenantId')
  @Tenant({ claim: CLAIM, param: 'tenantId' })
  @Tenant({ claim: 'custom:reseller', header: 'x-reseller' })
  two(@CurrentTenant() tenantId: string) {
    return { tenantId };
  }

  @Get('none')
  @Authenticated()
  none(@CurrentTenant() tenantId: string) {
    return { tenantId };
  }

  @Get('notes/:id')
  @Can('read', 'Note', { subject: noteOf, hideExistence: true })
  read() {}

  @Get('notes/:id/edit')
  @Can('update', 'Note', { subject: noteOf })
  edit() {}

  @Get('notes/:id/delete')
  @Can('delete', 'Note')
  remove() {}
}

let keyServer: KeyServer;
const key = newSigningKey('key-of-the-tenants');

beforeAll(async () => {
  keyServer = await KeyServer.start();
  for (const id of ['Customers', 'Partners']) keyServer.publish(`eu-west-1_${id}`, [key.jwk]);
});
afterAll(() => keyServer.stop());

const factory = (pool: string) =>
  new TokenFactory({ key, issuer: keyServer.issuer(`eu-west-1_${pool}`), clientId: CLIENT_ID });
const tokenOf = (claim: unknown, memberOf: readonly string[] = [], pool = 'Customers', more = {}) =>
  factory(pool).access({ [CLAIM]: claim, 'cognito:groups': memberOf, ...more });

const metadata = (options: Partial<CastellanOptions> = {}) => {
  const pool = (name: string) => ({
    name: name.toLowerCase(),
    userPoolId: `eu-west-1_${name}`,
    issuer: keyServer.issuer(`eu-west-1_${name}`),
    clientIds: [CLIENT_ID],
    tokenUse: 'access' as const,
  });
  @Module({
    imports: [
      CastellanModule.forRoot({
        userPools: [pool('Customers'), pool('Partners')],
        tenant: { claim: CLAIM, header: 'x-tenant' },
        ...options,
      }),
    ],
    controllers: [TenantController, OtherController],
    providers: [NotePolicies],
  })
  class AppModule {}
  return { imports: [AppModule] };
};

describe.each(PLATFORMS)('tenants on %s', (platform) => {
  let listening: ListeningApp;

  beforeAll(async () => {
    listening = await listeningApp(platform, metadata());
  });
  afterAll(() => listening.app.close());

  const get = (path: string, accessToken?: string) => new Api(listening.url).get(path, { accessToken });
  const raw = async (request: Partial<RawRequest> & { path: string }, token = tokenOf('acme')) => {
    const given = (request.headers ?? []) as readonly (readonly [string, string])[];
    const answer = await rawRequest(listening.port, {
      method: 'GET',
      ...request,
      headers: [['authorization', `Bearer ${token}`], ...given],
    });
    return answer.status === 200 ? `200 ${answer.body}` : String(answer.status);
  };

  it('lets callers into their own tenant and gives it to the handler', async () => {
    const answer = await get('/tenants/acme/name', tokenOf('acme'));
    expect([answer.status, answer.json()]).toEqual([200, { tenantId: 'acme', param: 'acme' }]);
    const refused = await get('/tenants/beta/name', tokenOf('acme'));
    expect([refused.status, refused.json()]).toMatchObject([403, { code: 'access_denied' }]);
    expect(refused.text).not.toMatch(/acme|beta|custom/);
    expect(refused.headers.has('www-authenticate')).toBe(false);
  });

  it.each<[string, unknown]>([
    ['another case', 'Acme'],
    ['a list', ['acme']],
    ['nothing', undefined],
    ['null', null],
    ['an empty name', ''],
    ['an object', { acme: true }],
    ['a longer name', 'acme:admins'],
  ])('refuses a caller whose claim is %s', async (_what, claim) => {
    expect((await get('/tenants/acme/name', tokenOf(claim))).status).toBe(403);
  });

  it('asks for credentials before anything else', async () => {
    for (const path of ['/tenants/acme/name', '/tenants/acme/public', '/hidden/acme']) {
      expect((await get(path)).status).toBe(401);
    }
  });

  // The path is sent as it stands: no client library tidies it.
  it.each([
    ['/tenants/%61cme/name', /^403$/],
    ['/tenants/acm%65/name', /^403$/],
    ['/tenants/%2561cme/name', /^403$/],
    ['/tenants/acme%20/name', /^403$/],
    ['/tenants/acme%00/name', /^(403|400|404)$/],
    ['/tenants/acme;x=1/name', /^403$/],
    ['/tenants/acme,beta/name', /^403$/],
    ['/tenants/ACME/name', /^403$/],
    ['/tenants//name', /^(403|404)$/],
    ['/tenants/beta/name?tenantId=acme', /^403$/],
    ['/tenants/beta/name?x=/acme/', /^403$/],
    ['/tenants/beta/../acme/name', /^(403|404)$/],
    ['/tenants/acme/files/a%20b', /^200 /],
    ['/tenants/acme/files/%61cme', /^403$/],
    ['/tenants/acme/name?tenantId=beta', /^200 \{"tenantId":"acme"/],
  ])('reads the tenant of %s as it is written', async (path, expected) => {
    expect(await raw({ path })).toMatch(expected);
  });

  it.each<[string, [string, string][], string]>([
    ['the header', [['X-Tenant', 'acme']], '200 {"tenantId":"acme"}'],
    ['another tenant', [['X-Tenant', 'beta']], '403'],
    ['no header', [], '403'],
    ['an empty header', [['X-Tenant', '']], '403'],
    [
      'the header twice',
      [
        ['X-Tenant', 'acme'],
        ['x-tenant', 'acme'],
      ],
      '403',
    ],
    [
      'the header twice with another tenant',
      [
        ['X-Tenant', 'acme'],
        ['X-Tenant', 'beta'],
      ],
      '403',
    ],
    ['a list in the header', [['X-Tenant', 'acme, acme']], '403'],
    ['another case', [['X-Tenant', 'ACME']], '403'],
    ['percent-encoding', [['X-Tenant', '%61cme']], '403'],
    ['a header that looks like it', [['X_Tenant', 'acme']], '403'],
  ])('compares %s', async (_what, headers, expected) => {
    expect(await raw({ path: '/header', headers })).toBe(expected);
    expect(await raw({ path: '/default', headers })).toBe(expected);
  });

  it.each<[string, string[], [string, string][], string]>([
    ['the host', ['acme.example.com'], [], '200 {"tenantId":"acme"}'],
    ['the host in upper case, with a port', ['ACME.example.com:8080'], [], '200 {"tenantId":"acme"}'],
    ['another host', ['beta.example.com'], [], '403'],
    ['another domain', ['acme.example.org'], [], '403'],
    ['a host with more in front', ['x.acme.example.com'], [], '403'],
    ['the host behind credentials', ['beta@acme.example.com'], [], '(403|400)'],
    ['the host with a final dot', ['acme.example.com.'], [], '403'],
    ['two hosts', ['acme.example.com', 'beta.example.com'], [], '(403|400)'],
    ['the same host twice', ['acme.example.com', 'acme.example.com'], [], '(403|400)'],
    ['no host', [], [], '(403|400)'],
    [
      'the host and what a client says was forwarded',
      ['beta.example.com'],
      [['X-Forwarded-Host', 'acme.example.com']],
      '403',
    ],
    [
      'its own host and what a client says was forwarded',
      ['acme.example.com'],
      [
        ['X-Forwarded-Host', 'beta.example.com'],
        ['Forwarded', 'host=beta.example.com'],
        ['X-Host', 'beta.example.com'],
      ],
      '200 {"tenantId":"acme"}',
    ],
  ])('compares %s', async (_what, hosts, headers, expected) => {
    expect(await raw({ path: '/host', hosts, headers })).toMatch(new RegExp(`^${expected}$`));
  });

  it('does not take the host of the Host header where the target has another', async () => {
    const path = 'http://beta.example.com/host';
    expect(await raw({ path, hosts: ['acme.example.com'] })).toMatch(/^(403|400|404)$/);
  });

  it('hides what it refuses, if it is told to', async () => {
    expect((await get('/hidden/acme', tokenOf('acme'))).status).toBe(200);
    for (const token of [tokenOf('beta'), tokenOf(undefined), tokenOf('acme', [], 'Partners')]) {
      const answer = await get('/hidden/acme', token);
      expect([answer.status, answer.json()]).toMatchObject([404, { code: 'not_found' }]);
    }
  });

  it('does not take a tenant of one pool for that of another, nor its groups', async () => {
    const ofPartners = tokenOf('acme', ['admins', 'acme:editors'], 'Partners');
    expect((await get('/tenants/acme/name', ofPartners)).status).toBe(403);
    expect((await get('/tenants/acme/admin', ofPartners)).status).toBe(403);
    expect((await get('/notes/a1/delete', ofPartners)).status).toBe(403);
    expect((await get('/partners/acme', ofPartners)).status).toBe(200);
    expect((await get('/partners/acme', tokenOf('acme'))).status).toBe(403);
  });

  it('asks for the tenant and for the group', async () => {
    expect((await get('/tenants/acme/admin', tokenOf('acme', ['admins']))).status).toBe(200);
    expect((await get('/tenants/acme/admin', tokenOf('acme'))).status).toBe(403);
    expect((await get('/tenants/acme/admin', tokenOf('beta', ['admins']))).status).toBe(403);
  });

  it.each<[string, unknown, readonly string[], number]>([
    ['an editor of the tenant', 'acme', ['acme:editors'], 200],
    ['an editor of another tenant', 'acme', ['beta:editors'], 403],
    ['a group of all tenants that is called alike', 'acme', ['editors'], 403],
    ['a tenant that is called like a group', 'acme:editors', ['acme:editors'], 403],
    ['a tenant that is called like a tenant and a group', 'acme:x', ['acme:x:editors'], 403],
    ['an editor of a tenant that begins alike', 'acme', ['acme2:editors'], 403],
    ['an editor of the tenant in another case', 'acme', ['ACME:editors'], 403],
    ['an editor of no tenant', undefined, ['undefined:editors', ':editors'], 403],
  ])('decides about %s', async (_what, claim, memberOf, expected) => {
    expect((await get('/notes/a1/edit', tokenOf(claim, memberOf))).status).toBe(expected);
  });

  it('keeps notes of other tenants apart, in the rules of a policy', async () => {
    expect((await get('/notes/a1', tokenOf('acme'))).status).toBe(200);
    expect((await get('/notes/b1', tokenOf('acme'))).status).toBe(404);
    for (const claim of [undefined, ['acme'], { $ne: null }]) {
      expect((await get('/notes/a1', tokenOf(claim))).status).toBe(403);
    }
    expect((await get('/notes/b1/edit', tokenOf('acme', ['acme:editors', 'beta:editors']))).status).toBe(403);
  });

  it('gives the handler a verified tenant or none', async () => {
    expect((await get('/support/beta', tokenOf('acme', ['support']))).status).toBe(200);
    expect((await get('/support/beta', tokenOf('acme'))).status).toBe(403);
    expect((await get('/support/acme/current', tokenOf('acme'))).json()).toEqual({ tenantId: 'acme' });
    expect((await get('/support/beta/current', tokenOf('acme', ['support']))).status).toBe(403);
    expect((await get('/none', tokenOf('acme'))).status).toBe(403);
  });

  it('gives the handler no tenant where two were verified', async () => {
    const headers: [string, string][] = [['x-reseller', 'rex']];
    const token = tokenOf('acme', [], 'Customers', { 'custom:reseller': 'rex' });
    expect(await raw({ path: '/two/acme', headers }, token)).toBe('403');
    const same = tokenOf('rex', [], 'Customers', { 'custom:reseller': 'rex' });
    expect(await raw({ path: '/two/rex', headers }, same)).toBe('200 {"tenantId":"rex"}');
  });
});

describe.each(PLATFORMS)('tenants by host behind a trusted proxy on %s', (platform) => {
  let app: INestApplication;

  beforeAll(async () => {
    const testingModule = await Test.createTestingModule(metadata()).compile();
    app = testingModule.createNestApplication(
      platform === 'Express' ? new ExpressAdapter() : new FastifyAdapter({ trustProxy: true }),
      { logger: false },
    );
    if (platform === 'Express') (app as NestExpressApplication).set('trust proxy', true);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it.each<[string, string[], string]>([
    ['one forwarded host', ['acme.example.com'], '200'],
    ['another forwarded host', ['beta.example.com'], '403'],
    ['two forwarded hosts', ['acme.example.com', 'beta.example.com'], '403'],
    ['two forwarded hosts, the other way round', ['beta.example.com', 'acme.example.com'], '403'],
    ['the same forwarded host twice', ['acme.example.com', 'acme.example.com'], '403'],
    ['a list of forwarded hosts', ['acme.example.com, beta.example.com'], '403'],
    ['a list of forwarded hosts, the other way round', ['beta.example.com, acme.example.com'], '403'],
    ['no forwarded host', [], '403'],
  ])('compares %s', async (_what, forwarded, expected) => {
    const { status } = await rawRequest(Number(new URL(await app.getUrl()).port), {
      method: 'GET',
      path: '/host',
      hosts: ['internal.local'],
      headers: [
        ['authorization', `Bearer ${tokenOf('acme')}`],
        ...forwarded.map((host) => ['X-Forwarded-Host', host] as const),
      ],
    });
    expect(String(status)).toBe(expected);
  });
});

describe('tenants by host over HTTP/2', () => {
  let app: INestApplication;

  beforeAll(async () => {
    const testingModule = await Test.createTestingModule(metadata()).compile();
    // Nest types its adapter for HTTP/1.1 only.
    app = testingModule.createNestApplication(new FastifyAdapter({ http2: true } as never), {
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it.each<[string, Record<string, string>, number]>([
    ['the authority', { ':authority': 'acme.example.com' }, 200],
    ['another authority', { ':authority': 'beta.example.com' }, 403],
    ['a host that says the same', { ':authority': 'acme.example.com', host: 'acme.example.com' }, 200],
    ['a host that says something else', { ':authority': 'acme.example.com', host: 'beta.example.com' }, 403],
    [
      'another authority and its own host',
      { ':authority': 'beta.example.com', host: 'acme.example.com' },
      403,
    ],
  ])('compares %s', async (_what, headers, expected) => {
    const session = connect(await app.getUrl());
    try {
      const stream = session.request({
        ':path': '/host',
        authorization: `Bearer ${tokenOf('acme')}`,
        ...headers,
      });
      const [answer] = (await once(stream, 'response')) as [IncomingHttpHeaders];
      expect(answer[':status']).toBe(expected);
    } finally {
      session.destroy();
    }
  });
});

describe('an application whose handlers cannot know their tenant', () => {
  const baseOptions: CastellanOptions = {
    userPools: [{ userPoolId: 'eu-west-1_Customers', clientIds: [CLIENT_ID], tokenUse: 'access' }],
  };
  const started = (options: Partial<CastellanOptions>) => listeningApp('Express', metadata(options));

  it('does not start without the default that a handler uses', async () => {
    @Controller('lost')
    class LostController {
      @Get()
      @Require(anyOf(groups('support'), tenant()))
      get() {}
    }
    @Module({
      imports: [CastellanModule.forRoot(baseOptions)],
      controllers: [LostController],
    })
    class AppModule {}
    await expect(listeningApp('Express', { imports: [AppModule] })).rejects.toThrow(
      'LostController.get uses @Tenant() or tenant() without a query',
    );
  });

  it('does not start if a route has no such parameter', async () => {
    await expect(started({ tenant: { claim: CLAIM, param: 'tenant' } })).rejects.toThrow(
      'OtherController.ofDefault (GET /default) reads its tenant from the route parameter "tenant"',
    );
  });

  it.each([
    [{ claim: CLAIM }, 'tenant needs exactly one of param, header and host'],
    ['acme', 'tenant takes an object such as'],
  ])('does not start with the default %j', async (given, message) => {
    await expect(started({ tenant: given as never })).rejects.toThrow(message);
  });
});
