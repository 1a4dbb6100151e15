import { Controller, Delete, Get, Options, Param, Post } from '@nestjs/common';
import {
  Authenticated,
  Can,
  CurrentCaller,
  type Caller,
  ForGroup,
  Groups,
  Policies,
  Public,
  type Rules,
} from 'castellan';
import { PLATFORMS } from '../support/nest-app.js';
import { newSigningKey } from '../support/token-factory.js';
import { bypassPaths, METHODS } from './bypass-paths.js';
import { CHALLENGE, expectGranted, expectNotGranted, expectRefusal } from './expect-answer.js';
import { HandlerRuns } from './protected-api.js';
import { startTokenApi, type TokenApi } from './token-api.js';

@Policies()
class ArticlePolicies {
  @ForGroup('readers')
  readers({ can }: Rules) {
    can('read', 'Article');
  }
}

@Controller('admin')
class AdminController {
  constructor(private readonly runs: HandlerRuns) {}

  @Get('panel')
  @Groups('admin')
  panel() {
    this.runs.names.push('panel');
    return 'secret';
  }

  @Get('articles')
  @Can('read', 'Article')
  articles() {
    this.runs.names.push('articles');
    return 'secret';
  }

  @Delete('panel')
  @Authenticated()
  remove(@CurrentCaller() caller: Caller) {
    this.runs.names.push('remove');
    return caller.kind === 'anonymous' ? {} : { sub: caller.sub };
  }

  @Get('of/:name')
  @Authenticated()
  named(@Param('name') name: string) {
    this.runs.names.push(`of ${name}`);
  }

  @Options('options')
  @Authenticated()
  options() {
    this.runs.names.push('options');
  }
}

@Controller()
class PublicController {
  constructor(private readonly runs: HandlerRuns) {}

  @Get('open')
  @Public()
  open() {
    this.runs.names.push('open');
  }

  @Post('open')
  @Groups('admin')
  change() {
    this.runs.names.push('change');
  }
}

const key = newSigningKey('key-of-the-pool');
const parts = { key, controllers: [AdminController, PublicController], providers: [ArticlePolicies] };
const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;

/** Headers by which a proxy, a framework or a gateway was once talked round. */
const OVERRIDES: readonly (readonly [string, string])[] = [
  ['X-HTTP-Method-Override', 'GET'],
  ['X-HTTP-Method', 'OPTIONS'],
  ['X-Method-Override', 'HEAD'],
  ['X-Original-URL', '/open'],
  ['X-Original-Method', 'GET'],
  ['X-Rewrite-URL', '/open'],
  ['X-Override-URL', '/open'],
  ['X-Forwarded-Uri', '/open'],
  ['X-Forwarded-Prefix', '/open'],
  ['X-Forwarded-Path', '/open'],
  ['X-Forwarded-For', '127.0.0.1'],
  ['X-Forwarded-Host', 'localhost'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-User', 'admin'],
  ['X-Real-IP', '127.0.0.1'],
  ['X-Client-IP', '127.0.0.1'],
  ['X-Custom-IP-Authorization', '127.0.0.1'],
  ['X-Originating-IP', '127.0.0.1'],
  ['X-Remote-IP', '127.0.0.1'],
  ['X-ProxyUser-Ip', '127.0.0.1'],
  ['True-Client-IP', '127.0.0.1'],
  ['Forwarded', 'for=127.0.0.1;host=localhost'],
  ['Referer', 'http://127.0.0.1/open'],
  ['X-User-Id', 'admin'],
  ['X-User', 'admin'],
  ['X-Groups', 'admin'],
  ['X-Remote-User', 'admin'],
  ['Remote-User', 'admin'],
  ['X-WEBAUTH-USER', 'admin'],
  ['X-Authenticated-User', 'admin'],
  ['X-amzn-oidc-identity', 'admin'],
  ['X-amzn-oidc-data', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.AAAA'],
  ['X-amzn-oidc-accesstoken', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
  ['X-apigateway-event', '{"requestContext":{"authorizer":{"claims":{"sub":"admin"}}}}'],
  ['X-apigateway-context', '{}'],
  ['X-Middleware-Subrequest', 'middleware:middleware:middleware:middleware:middleware'],
  ['X-Internal-Request', 'true'],
  ['X-Debug', 'true'],
  ['Upgrade', 'h2c'],
  ['Connection', 'Authorization'],
];

describe.each(PLATFORMS)('routes on %s', (platform) => {
  let fixture: TokenApi;

  beforeAll(async () => {
    fixture = await startTokenApi(platform, parts);
  });

  afterAll(() => fixture.stop());

  const send = (method: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
    fixture.api.send({ method, path, headers });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('S54 asks the same of HEAD as of GET', async () => {
    const { tokens } = fixture;
    for (const path of ['/admin/panel', '/admin/articles', '/me']) {
      expectRefusal(await send('HEAD', path), anonymous);
    }
    for (const path of ['/admin/panel', '/admin/articles']) {
      const exchange = await send('HEAD', path, bearer(tokens.access()));
      expectRefusal(exchange, { status: 403, code: 'access_denied' });
    }
    const reader = tokens.access({ 'cognito:groups': ['readers', 'admin'] });
    for (const path of ['/admin/panel', '/admin/articles']) {
      const exchange = await send('HEAD', path, bearer(reader));
      expectGranted(exchange);
      expect(exchange.answer.body).toBe('');
    }
  });

  it('S55 protects a handler of OPTIONS', async () => {
    const preflight = { origin: 'https://app.example', 'access-control-request-method': 'GET' };
    expectRefusal(await send('OPTIONS', '/admin/options'), anonymous);
    expectRefusal(await send('OPTIONS', '/admin/options', preflight), anonymous);
    expectGranted(await send('OPTIONS', '/admin/options', bearer(fixture.tokens.access())));
  });

  it.each(OVERRIDES)('S56 is not impressed by %s: %s', async (name, value) => {
    expectRefusal(await send('GET', '/admin/panel', { [name]: value }), anonymous);
    expectRefusal(await send('DELETE', '/admin/panel', { [name]: value }), anonymous);
    expectRefusal(await send('POST', '/open', { [name]: value }), anonymous);

    const exchange = await send('DELETE', '/admin/panel', {
      ...bearer(fixture.tokens.access()),
      [name]: value,
    });
    expectGranted(exchange);
    expect(exchange.handlersRun).toEqual(['remove']);
    expect(JSON.parse(exchange.answer.body)).toEqual({ sub: fixture.tokens.accessClaims().sub });
  });

  it('S57 lets no spelling of a path in', async () => {
    const paths = bypassPaths('admin', 'panel', fixture.api.port);
    expect(paths.length).toBeGreaterThan(600);
    const handled: string[] = [];
    for (const path of paths) {
      const exchange = await send('GET', path);
      expectNotGranted(exchange, [400, 401, 404]);
      if (exchange.answer.status === 401) handled.push(path);
    }
    // Some of them did reach the route, so the guard was put to the test.
    expect(handled.length).toBeGreaterThan(10);
  });

  it('S57 lets no spelling of a path with a parameter in', async () => {
    for (const path of bypassPaths('admin/of', 'alice', fixture.api.port)) {
      expectNotGranted(await send('GET', path), [400, 401, 404]);
    }
  });

  it.each(METHODS)('S57 lets no method in: %s', async (method) => {
    for (const path of ['/admin/panel', '/admin/articles', '/open/../admin/panel', '*']) {
      // Node closes the connection of a CONNECT that nobody listens for.
      const statuses = method === 'CONNECT' ? [0, 400, 404] : [400, 401, 404];
      expectNotGranted(await send(method, path), statuses);
    }
  });
});

describe.each(PLATFORMS)('routes with CORS on %s', (platform) => {
  let fixture: TokenApi;

  beforeAll(async () => {
    fixture = await startTokenApi(platform, {
      ...parts,
      configure: (app) => app.enableCors({ origin: 'https://app.example' }),
    });
  });

  afterAll(() => fixture.stop());

  it.each(['/admin/panel', '/admin/options', '/open', '/nothing'])(
    'S55 answers the preflight of %s without a token, and runs no handler',
    async (path) => {
      const { answer, handlersRun } = await fixture.api.send({
        method: 'OPTIONS',
        path,
        headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' },
      });
      expect([answer.status, answer.body, handlersRun]).toEqual([204, '', []]);
      expect(answer.headers.get('access-control-allow-origin')).toEqual(['https://app.example']);
      expect(answer.headers.has('www-authenticate')).toBe(false);
    },
  );

  it('S55 keeps the answer readable for the page that asked', async () => {
    const exchange = await fixture.api.send({
      method: 'GET',
      path: '/admin/panel',
      headers: { Origin: 'https://app.example' },
    });
    expectRefusal(exchange, anonymous);
    expect(exchange.answer.headers.get('access-control-allow-origin')).toEqual(['https://app.example']);
  });
});
