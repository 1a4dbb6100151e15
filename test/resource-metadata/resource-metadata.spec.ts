import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  type INestApplication,
  VersioningType,
} from '@nestjs/common';
import {
  Authenticated,
  CastellanModule,
  type CastellanOptions,
  FreshAuth,
  Groups,
  Public,
  Scopes,
} from 'castellan';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const POOL = 'eu-west-1_Resource';
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const METADATA_URL = `https://api.example${WELL_KNOWN}`;
const HOSTILE = {
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'http',
  Forwarded: 'host=evil.example',
};

@Controller('articles')
class ArticlesController {
  @Get('any') @Authenticated() any() {}
  @Get('fresh') @FreshAuth('5m') fresh() {}
  @Get('group') @Groups('admins') group() {}
  @Get('scope') @Scopes('articles/write') scope() {}
  @Get('nothing') nothing() {}
  @Get('public') @Public() public() {}
}

@Controller()
class EverythingController {
  @Get('*') @Groups('admins') everything() {}
}

@Catch()
class CatchAll implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const response = host
      .switchToHttp()
      .getResponse<{ status(code: number): { send(body: object): void } }>();
    response.status(200).send({ ok: false });
  }
}

describe.each(PLATFORMS)('a protected resource on %s', (platform) => {
  let keyServer: KeyServer;
  let tokens: TokenFactory;
  const started: ListeningApp[] = [];

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const key = newSigningKey('resource');
    keyServer.publish(POOL, [key.jwk]);
    tokens = new TokenFactory({ key, issuer: keyServer.issuer(POOL), clientId: 'web' });
  });

  afterAll(async () => {
    await Promise.all(started.map(({ app }) => app.close()));
    await keyServer.stop();
  });

  async function start(
    resource: CastellanOptions['resource'],
    configure?: (app: INestApplication) => void,
  ): Promise<(path: string, headers?: Record<string, string>, method?: string) => Promise<RawAnswer>> {
    const userPool = {
      userPoolId: POOL,
      issuer: keyServer.issuer(POOL),
      clientIds: ['web'],
      tokenUse: 'access' as const,
    };
    const listening = await listeningApp(
      platform,
      {
        imports: [
          CastellanModule.forRoot({
            userPools: [userPool],
            unguardedHandlers: 'deny',
            ...(resource && { resource }),
          }),
        ],
        controllers: [ArticlesController, EverythingController],
      },
      configure,
    );
    started.push(listening);
    return (path, headers = {}, method = 'GET') => rawRequest(listening.port, { method, path, headers });
  }

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const challenge = ({ status, headers }: RawAnswer) => [
    status,
    headers.get('www-authenticate')?.join(' | '),
  ];
  const codeOf = ({ body }: RawAnswer) => (JSON.parse(body) as { code?: string }).code;

  it('describes itself to everybody', async () => {
    const ask = await start({ identifier: 'https://api.example' });
    const answer = await ask(WELL_KNOWN, HOSTILE);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toEqual([expect.stringMatching(/^application\/json(;|$)/)]);
    expect(answer.headers.has('www-authenticate')).toBe(false);
    expect(JSON.parse(answer.body)).toEqual({
      resource: 'https://api.example',
      authorization_servers: [keyServer.issuer(POOL)],
      bearer_methods_supported: ['header'],
    });
    // A token is not looked at, not even a bad one.
    expect((await ask(WELL_KNOWN, bearer('not.a.token'))).body).toBe(answer.body);
    const head = await ask(WELL_KNOWN, {}, 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
    expect((await ask(WELL_KNOWN, {}, 'POST')).status).toBe(404);
  });

  it('says what else it was told about itself', async () => {
    const ask = await start({
      identifier: 'https://api.example',
      scopesSupported: ['articles/read', 'articles/write'],
      name: 'Articles',
      documentation: 'https://docs.example/articles',
    });
    expect(JSON.parse((await ask(WELL_KNOWN)).body)).toEqual({
      resource: 'https://api.example',
      authorization_servers: [keyServer.issuer(POOL)],
      bearer_methods_supported: ['header'],
      scopes_supported: ['articles/read', 'articles/write'],
      resource_name: 'Articles',
      resource_documentation: 'https://docs.example/articles',
    });
  });

  it('says where its description is at every 401, and at no other refusal', async () => {
    const ask = await start({ identifier: 'https://api.example' });
    const stale = tokens.access({ auth_time: Math.floor(Date.now() / 1_000) - 600 });
    const link = `resource_metadata="${METADATA_URL}"`;
    for (const path of ['/articles/any', '/articles/nothing', '/no/such/route', '/articles/fresh']) {
      expect(challenge(await ask(path, HOSTILE))).toEqual([401, `Bearer realm="api", ${link}`]);
    }
    expect(challenge(await ask('/articles/any', { ...bearer('not.a.token'), ...HOSTILE }))).toEqual([
      401,
      `Bearer realm="api", error="invalid_token", ${link}`,
    ]);
    expect(challenge(await ask('/articles/public', bearer('not.a.token')))).toEqual([
      401,
      `Bearer realm="api", error="invalid_token", ${link}`,
    ]);
    expect(challenge(await ask('/articles/fresh', bearer(stale)))).toEqual([
      401,
      `Bearer realm="api", error="insufficient_user_authentication", max_age="300", ${link}`,
    ]);
    expect(challenge(await ask('/articles/any', bearer('')))).toEqual([
      400,
      'Bearer realm="api", error="invalid_request"',
    ]);
    expect(challenge(await ask('/articles/scope', bearer(stale)))).toEqual([
      403,
      'Bearer realm="api", error="insufficient_scope", scope="articles/write"',
    ]);
    expect(challenge(await ask('/articles/group', bearer(stale)))).toEqual([403, undefined]);
  });

  it('says it also where the application has a filter that catches everything', async () => {
    const ask = await start({ identifier: 'https://api.example' }, (app) =>
      app.useGlobalFilters(new CatchAll()),
    );
    expect(challenge(await ask('/articles/any'))).toEqual([
      401,
      `Bearer realm="api", resource_metadata="${METADATA_URL}"`,
    ]);
  });

  it.each<[string, string, string]>([
    ['https://api.example/', WELL_KNOWN, METADATA_URL],
    ['https://api.example/v1', `${WELL_KNOWN}/v1`, `${METADATA_URL}/v1`],
    ['https://api.example/v1/', `${WELL_KNOWN}/v1/`, `${METADATA_URL}/v1/`],
    [
      'https://api.example:8443/tenants/acme-1',
      `${WELL_KNOWN}/tenants/acme-1`,
      `https://api.example:8443${WELL_KNOWN}/tenants/acme-1`,
    ],
    ['http://127.0.0.1:3000', WELL_KNOWN, `http://127.0.0.1:3000${WELL_KNOWN}`],
  ])('called %s has its description at %s', async (identifier, path, url) => {
    const ask = await start({ identifier });
    expect(JSON.parse((await ask(path)).body)).toMatchObject({ resource: identifier });
    expect(challenge(await ask('/articles/any'))).toEqual([
      401,
      `Bearer realm="api", resource_metadata="${url}"`,
    ]);
    if (path !== WELL_KNOWN) expect((await ask(WELL_KNOWN)).status).toBe(401);
  });

  it.each<[string, (app: INestApplication) => void, string, Record<string, string>]>([
    ['a global prefix', (app) => app.setGlobalPrefix('api'), '/api/articles/public', {}],
    [
      'versions in the path',
      (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' }),
      '/v2/articles/public',
      {},
    ],
    [
      'versions in a header',
      (app) =>
        app.enableVersioning({ type: VersioningType.HEADER, header: 'X-Version', defaultVersion: '2' }),
      '/articles/public',
      { 'X-Version': '2' },
    ],
  ])('has its description at the same address with %s', async (_what, configure, route, headers) => {
    const ask = await start({ identifier: 'https://api.example' }, configure);
    expect((await ask(route, headers)).status).toBe(200);
    expect(JSON.parse((await ask(WELL_KNOWN)).body)).toMatchObject({ resource: 'https://api.example' });
    expect((await ask(WELL_KNOWN, headers)).status).toBe(200);
  });

  it('lets pages of other origins read its description, if the application does', async () => {
    const ask = await start({ identifier: 'https://api.example' }, (app) => app.enableCors());
    const { headers } = await ask(WELL_KNOWN, { Origin: 'https://app.example' });
    expect(headers.get('access-control-allow-origin')).toEqual(['*']);
  });

  it('has no description unless it is switched on', async () => {
    const ask = await start(undefined);
    expect(challenge(await ask(WELL_KNOWN))).toEqual([401, 'Bearer realm="api"']);
  });

  it.each<[string, boolean, unknown, number | string]>([
    ['that resource', false, 'https://api.example', 200],
    ['that and other resources', false, ['https://other.example', 'https://api.example'], 200],
    ['another resource', false, 'https://other.example', 'token_audience_not_allowed'],
    ['a part of it', false, 'https://api.example/articles', 'token_audience_not_allowed'],
    ['its address with a slash', false, 'https://api.example/', 'token_audience_not_allowed'],
    ['its address in upper case', false, 'HTTPS://API.EXAMPLE', 'token_audience_not_allowed'],
    ['its app client', false, 'web', 'token_audience_not_allowed'],
    ['no resource at all', false, [], 'token_audience_not_allowed'],
    ['an empty name', false, '', 'token_audience_not_allowed'],
    ['whatever resource', false, undefined, 200],
    ['whatever resource, where one is required', true, undefined, 'token_audience_not_allowed'],
    ['that resource, where one is required', true, 'https://api.example', 200],
    ['something that is no text', false, [{}], 'token_claims_invalid'],
  ])('judges an access token for %s', async (_what, requireAudience, aud, expected) => {
    const ask = await start({ identifier: 'https://api.example', requireAudience });
    const answer = await ask('/articles/any', bearer(tokens.access({ aud })));
    expect(answer.status === 200 ? 200 : codeOf(answer)).toBe(expected);
    expect(challenge(answer)).toEqual(
      expected === 200
        ? [200, undefined]
        : [401, `Bearer realm="api", error="invalid_token", resource_metadata="${METADATA_URL}"`],
    );
  });

  it('does not look what a token is for where the API has no name as a resource', async () => {
    const ask = await start(undefined);
    const token = tokens.access({ aud: 'https://other.example' });
    expect((await ask('/articles/any', bearer(token))).status).toBe(200);
  });
});
