import { authenticated, ConfigurationError, createCastellan, groups } from 'castellan/express';
import { AccessDeniedError } from 'castellan/core';
import type { Request } from 'express';
import { CHALLENGE, expectGranted, expectInvalidToken, expectRefusal } from '../conformance/expect-answer.js';
import { type TokenApi, userPool } from '../conformance/token-api.js';
import { KeyServer } from '../support/key-server.js';
import { newSigningKey } from '../support/token-factory.js';
import { EXPRESS_VERSIONS, type ExpressApi, expressOf, type RouteKit } from './express-api.js';
import { startExpressTokenApi } from './express-token-api.js';

const key = newSigningKey('key-of-the-pool');
const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;
const denied = { status: 403, code: 'access_denied' } as const;
const misused = { status: 500, code: 'configuration_invalid' } as const;
const admins = { 'cognito:groups': ['admin'] };

const ARTICLES = new Map([
  ['1', { id: '1', open: true }],
  ['2', { id: '2', open: false }],
]);
const articleOfRequest = ({ params }: Request<{ id: string }>) => ARTICLES.get(params.id);

/** What can be built with routers so that something might stay open. */
function routes({ app, express, castellan, ran }: RouteKit): void {
  const handler = (name: string) => (_request: unknown, response: { send(text: string): unknown }) => {
    ran(name);
    response.send('secret');
  };
  const admin = castellan.require(groups('admin'));

  const subApp = express();
  subApp.get('/guarded', admin, handler('sub-app guarded'));
  subApp.get('/forgotten', handler('sub-app forgotten'));
  app.use('/sub-app', subApp);
  app.use('/closed-sub-app', admin, subApp);

  const router = castellan.protect(express.Router({ mergeParams: true }));
  router.get('/article', castellan.can('read', 'Article', articleOfRequest), (request, response) => {
    ran('merged');
    response.json(request.castellan.loaded(articleOfRequest));
  });
  router.get('/forgotten', handler('router forgotten'));
  app.use('/merged/:id', router);

  const open = express.Router();
  open.get('/forgotten', handler('open router forgotten'));
  app.use('/open-router', open);
  app.use('/middleware', handler('middleware'));
  app.use('/writing', (_request, response) => {
    ran('writing');
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '6' });
    response.write('sec');
    response.end('ret');
  });

  // The first route lets in and hands on to the next, which asks for nothing, or for more.
  app.get('/next/open', castellan.require(authenticated()), (_request, _response, next) => next('route'));
  app.get('/next/open', handler('next open'));
  app.get('/next/admin', castellan.require(authenticated()), (_request, _response, next) => next('route'));
  app.get('/next/admin', admin, handler('next admin'));
  app.get('/next/skipped', (_request, _response, next) => next('route'), admin, handler('skipped'));

  // A request that was let in is sent to another address inside.
  app.get(
    '/rewritten/:id',
    castellan.can('read', 'Article', articleOfRequest),
    (request, _response, next) => {
      request.url = '/target/2';
      next();
    },
  );
  app.get('/target/:id', handler('rewritten target'));
  app.get('/dispatched', castellan.require(authenticated()), (request, response) => {
    request.url = '/dispatch-target';
    (app as unknown as { handle(...parameters: unknown[]): void }).handle(request, response);
  });
  app.get('/dispatch-target', handler('dispatch target'));
  const inner = express.Router();
  inner.get('/inner', handler('inner'));
  app.get('/inner-dispatch', castellan.require(authenticated()), (request, response, next) => {
    request.url = '/inner';
    inner(request, response, next);
  });
  app.get('/twice/:id', castellan.can('read', 'Article', articleOfRequest), (request, _response, next) => {
    request.url = '/twice-target/2';
    next();
  });
  app.get('/twice-target/:id', castellan.can('read', 'Article', articleOfRequest), handler('twice'));

  app.get('/async/throws', castellan.require(authenticated()), async () => {
    await Promise.resolve();
    throw new AccessDeniedError('not this one');
  });
  app.get('/async/faults', castellan.require(authenticated()), () => Promise.reject(new Error('a fault')));
  app.get('/async/nothing', castellan.require(authenticated()), () =>
    Promise.reject(undefined as unknown as Error),
  );

  const staff = express.Router();
  staff.use(castellan.authenticate({ tokenUse: 'id' }));
  staff.get('/profile', castellan.require(authenticated()), handler('profile'));
  app.use('/staff', staff);
  const partner = express.Router();
  partner.use(castellan.authenticate({ pools: ['partners'] }));
  partner.get('/reports', castellan.require(authenticated()), handler('reports'));
  app.use('/partners', partner);
}

const POLICY = {
  source: 'open articles',
  appliesTo: { kind: 'authenticated' },
  build: ({ can }: { can: (...rule: never[]) => unknown }) => {
    (can as (action: string, subject: string, conditions: object) => unknown)('read', 'Article', {
      open: true,
    });
  },
} as const;

describe.each(EXPRESS_VERSIONS)('routers and sub-applications on %s', (version) => {
  let fixture: TokenApi<ExpressApi>;
  let user: string;
  let admin: string;

  beforeAll(async () => {
    const keyServer = await KeyServer.start();
    const partners = userPool(keyServer, { name: 'partners', userPoolId: 'eu-west-1_Partners' });
    fixture = await startExpressTokenApi(version, {
      key,
      keyServer,
      routes,
      options: { policies: [POLICY], userPools: [userPool(keyServer), partners] },
    });
    user = fixture.tokens.access();
    admin = fixture.tokens.access(admins);
  });
  afterAll(() => fixture.stop());

  const get = (path: string, token?: string) => fixture.api.get(token, path);
  /** Nothing of the answer of a handler comes out, whether it ran or not. */
  async function expectClosed(path: string, token?: string): Promise<void> {
    const { answer } = await get(path, token);
    expect([answer.status, answer.body.includes('secret')]).toEqual([token === undefined ? 401 : 403, false]);
    expect(answer.headers.get('content-type')).toEqual(['application/problem+json; charset=utf-8']);
    expect(answer.headers.get('cache-control')).toEqual(['no-store']);
    expect(JSON.parse(answer.body)).toMatchObject({ status: answer.status });
  }

  it('holds back what a route, a router, a sub-application or a middleware without a requirement answers', async () => {
    for (const path of ['/sub-app/forgotten', '/open-router/forgotten', '/middleware', '/writing']) {
      await expectClosed(path);
      await expectClosed(path, admin);
    }
    expect(fixture.api.log.join('\n')).toContain('no requirement has let its caller in');
  });

  it('asks at the routes of a sub-application, and in front of it', async () => {
    expectRefusal(await get('/sub-app/guarded'), anonymous);
    expectRefusal(await get('/sub-app/guarded', user), denied);
    expectGranted(await get('/sub-app/guarded', admin));
    expectRefusal(await get('/closed-sub-app/forgotten', user), denied);
    expectGranted(await get('/closed-sub-app/forgotten', admin));
    expectGranted(await get('/closed-sub-app/forgotten?x=1', admin));
  });

  it('does not run a handler of a protected router without a requirement', async () => {
    expectRefusal(await get('/merged/1/forgotten', admin), denied);
    expectRefusal(await get('/merged/1/forgotten'), anonymous);
  });

  it('loads by the parameters of a router that merges them', async () => {
    const exchange = await get('/merged/1/article', user);
    expectGranted(exchange);
    expect(JSON.parse(exchange.answer.body)).toEqual({ id: '1', open: true });
    expectRefusal(await get('/merged/2/article', user), denied);
    expectRefusal(await get('/merged/3/article', user), { status: 404, code: 'not_found' });
  });

  it("asks again behind next('route') where another requirement stands", async () => {
    expectRefusal(await get('/next/admin', user), denied);
    expectGranted(await get('/next/admin', admin));
    expectRefusal(await get('/next/skipped', admin), denied);
    expectRefusal(await get('/next/skipped'), anonymous);
  });

  it("counts what was decided about the address behind next('route')", async () => {
    expectGranted(await get('/next/open', user));
    expectRefusal(await get('/next/open'), anonymous);
  });

  it('counts nothing that was decided about another address', async () => {
    expectGranted(await get('/merged/1/article', user));
    for (const path of ['/rewritten/1', '/dispatched', '/inner-dispatch']) {
      const exchange = await get(path, admin);
      expectRefusal(
        { ...exchange, handlersRun: exchange.handlersRun.filter((name) => name !== 'inner') },
        denied,
      );
    }
  });

  it('loads anew for each decision, so that none is made on the instance of another address', async () => {
    expectRefusal(await get('/twice/1', user), denied);
  });

  it('hands what an asynchronous handler rejects with to the handlers of errors', async () => {
    expectRefusal(await get('/async/throws', user), denied);
    for (const path of ['/async/faults', '/async/nothing']) {
      const { answer } = await get(path, user);
      expect(answer.status).toBe(500);
    }
  });

  it('expects another type of token, or another pool, where a router says so', async () => {
    expectInvalidToken(await get('/staff/profile', user), 'token_use_not_allowed');
    expectInvalidToken(await get('/partners/reports', user), 'token_pool_not_allowed');
  });
});

describe.each(EXPRESS_VERSIONS)('misuse on %s', (version) => {
  it('refuses everybody where a requirement stands in front of authenticate()', async () => {
    const { api, tokens, stop } = await startExpressTokenApi(version, {
      key,
      before: ({ app, castellan, ran }) => {
        app.get('/early', castellan.require(authenticated()), (_request, response) => {
          ran('early');
          response.send('secret');
        });
        app.get('/earlier', (_request, response) => {
          ran('earlier');
          response.send('secret');
        });
        app.get('/public', castellan.public(), (_request, response) => {
          ran('public');
          response.send('secret');
        });
      },
    });
    for (const path of ['/early', '/earlier', '/public']) {
      expectRefusal(await api.get(tokens.access(admins), path), misused);
    }
    expect(api.log.join('\n')).toContain('Put app.use(castellan.authenticate()) in front of it');
    await stop();
  });

  it('keeps a refusal whatever the handlers of errors of the application do', async () => {
    const { api, tokens, stop } = await startExpressTokenApi(version, {
      key,
      routes: ({ app, castellan, ran }) => {
        app.get('/admin', castellan.require(groups('admin')), () => ran('admin'));
      },
      behind: ({ app, ran }) => {
        app.use((_error: unknown, _request: unknown, _response: unknown, next: () => void) => next());
        app.use((_request, response) => {
          ran('behind');
          response.status(200).json({ ok: true });
        });
      },
    });
    for (const [token, status] of [
      [undefined, 401],
      [tokens.access(), 403],
      ['a.b.c', 401],
    ] as const) {
      const { answer } = await api.get(token, '/admin');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        ['application/problem+json; charset=utf-8'],
      ]);
      expect(JSON.parse(answer.body)).not.toHaveProperty('ok');
    }
    await stop();
  });

  it('answers refusals without any handler of errors', async () => {
    const { api, tokens, stop } = await startExpressTokenApi(version, { key, behind: () => undefined });
    expectRefusal(await api.get(), anonymous);
    expectInvalidToken(await api.get(tokens.id()), 'token_use_not_allowed');
    await stop();
  });

  it('does not protect what has routes already, or is no application', () => {
    const castellan = createCastellan({
      userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
    });
    const express = expressOf(version);
    const app = express();
    app.get('/x', () => undefined);
    const router = express.Router();
    router.get('/x', () => undefined);
    expect(() => castellan.protect(app)).toThrow('has routes already');
    expect(() => castellan.protect(router)).toThrow('has routes already');
    expect(() => castellan.protect({})).toThrow(ConfigurationError);
    expect(() => castellan.require(undefined as never)).toThrow('takes one requirement');
    expect(() => castellan.resourceMetadata()).toThrow('needs the option resource');
  });
});
