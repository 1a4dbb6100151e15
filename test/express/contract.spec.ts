import {
  allOf,
  claims,
  freshAuth,
  authContext,
  authenticated,
  checkFields,
  can,
  ForAuthenticated,
  ForClaim,
  ForGroup,
  groups,
  Policies,
  type Principal,
  type Rules,
  scopes,
} from 'castellan/express';
import type { Request } from 'express';
import { bypassPaths, METHODS } from '../conformance/bypass-paths.js';
import {
  CHALLENGE,
  expectGranted,
  expectInvalidToken,
  expectNotGranted,
  expectRefusal,
  INVALID_REQUEST,
} from '../conformance/expect-answer.js';
import { CLIENT_ID, type TokenApi, userPool } from '../conformance/token-api.js';
import { KeyServer } from '../support/key-server.js';
import type { RawRequest } from '../support/raw-request.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { EXPRESS_VERSIONS, type ExpressApi, type RouteKit } from './express-api.js';
import { startExpressTokenApi } from './express-token-api.js';

const ALICE = '00000000-0000-4000-8000-0000000a11ce';
const BOB = '00000000-0000-4000-8000-000000000b0b';
const PARTNER_POOL_ID = 'eu-west-1_Partners';
const key = newSigningKey('key-of-the-pool');

@Policies()
class ArticlePolicies {
  @ForGroup('admin')
  admins({ can }: Rules) {
    can('manage', 'Article');
  }

  @ForAuthenticated()
  everyone({ can, cannot }: Rules, caller: Principal) {
    can('read', 'Order', { ownerId: caller.sub });
    can('update', 'Profile', { ownerId: caller.sub });
    cannot('update', 'Profile', ['role', 'ownerId']);
  }

  @ForClaim('custom:throws', 'yes')
  throws({ can }: Rules) {
    can('manage', 'all');
    throw new Error('of the policy');
  }
}

const ORDERS = new Map([
  ['1', { ownerId: ALICE }],
  ['2', { ownerId: BOB }],
]);
const orderOfRequest = ({ params }: Request<{ id: string }>) => Promise.resolve(ORDERS.get(params.id));
const failure = () => new Error('of the application');
const rejects = () => Promise.reject(failure());
const throws = () => {
  throw failure();
};

function routes({ app, express, castellan, ran }: RouteKit): void {
  const handler = (name: string) => (_request: unknown, response: { json(body: object): unknown }) => {
    ran(name);
    response.json({});
  };
  app.use(express.json());
  app.get('/articles', castellan.require(authenticated()), handler('list'));
  app.get('/articles/write', castellan.require(scopes('api/write')), handler('write'));
  app.get('/articles/admin', castellan.require(groups('admin')), handler('admin'));
  app.get(
    '/articles/partner-admin',
    castellan.require(groups({ any: ['admin'], pool: 'partners' })),
    handler('partner-admin'),
  );
  app.get('/articles/delete', castellan.can('delete', 'Article'), handler('delete'));
  app.get('/articles/forgotten', handler('forgotten'));
  app.get('/articles/public', castellan.public(), handler('public'));
  app.get('/articles/fresh', castellan.require(freshAuth('5m')), handler('fresh'));
  app.get('/articles/mfa', castellan.require(authContext({ claim: 'amr', values: ['mfa'] })), handler('mfa'));
  app.get(
    '/orders/:id',
    castellan.can('read', 'Order', { subject: orderOfRequest, hideExistence: true }),
    (request, response) => {
      ran('order');
      response.json(request.castellan.subject);
    },
  );
  app.patch(
    '/profile',
    castellan.require(checkFields(can('update', 'Profile', { subject: () => ({ ownerId: ALICE }) }))),
    handler('profile'),
  );
  const failing = { 'predicate-throws': claims(throws), 'predicate-rejects': claims(rejects) };
  for (const [name, requirement] of Object.entries(failing)) {
    app.get(`/failing/${name}`, castellan.require(allOf(authenticated(), requirement)), handler(name));
  }
  app.get('/failing/loader-throws', castellan.can('read', 'Order', throws), handler('loader'));
  app.get('/failing/loader-rejects', castellan.can('read', 'Order', rejects), handler('loader'));
  app.get(
    '/failing/loader-never-answers',
    castellan.can('read', 'Order', () => new Promise(() => undefined)),
    handler('loader'),
  );
  app.get('/admin/panel', castellan.require(groups('admin')), handler('panel'));
  app.options('/admin/options', castellan.require(authenticated()), handler('options'));
}

describe.each(EXPRESS_VERSIONS)('the HTTP contract on %s', (version) => {
  let fixture: TokenApi<ExpressApi>;
  let partnerKeys: KeyServer;
  let partners: TokenFactory;
  let valid: string;

  beforeAll(async () => {
    const keyServer = await KeyServer.start();
    partnerKeys = await KeyServer.start();
    partnerKeys.publish(PARTNER_POOL_ID, [key.jwk]);
    partners = new TokenFactory({ key, issuer: partnerKeys.issuer(PARTNER_POOL_ID), clientId: CLIENT_ID });
    fixture = await startExpressTokenApi(version, {
      key,
      keyServer,
      routes,
      options: {
        policies: [new ArticlePolicies()],
        decisionTimeoutMilliseconds: 100,
        userPools: [
          userPool(keyServer),
          userPool(partnerKeys, { name: 'partners', userPoolId: PARTNER_POOL_ID }),
        ],
      },
    });
    valid = fixture.tokens.access();
  });

  afterAll(async () => {
    await fixture.stop();
    await partnerKeys.stop();
  });

  const send = (headers: RawRequest['headers'], overrides: Partial<RawRequest> = {}) =>
    fixture.api.send({ method: 'GET', path: '/articles', ...(headers && { headers }), ...overrides });
  const get = (path: string, token?: string) => fixture.api.get(token, path);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;
  const denied = { status: 403, code: 'access_denied' } as const;
  const malformed = {
    status: 400,
    challenge: INVALID_REQUEST,
    code: 'authorization_header_malformed',
  } as const;
  const admins = { 'cognito:groups': ['admin'] };

  it.each(['Basic dXNlcjpwYXNz', 'BearerX abc', 'DPoP abc', ''])(
    'S01, S02 takes %j for no bearer credentials',
    async (authorization) => {
      expectRefusal(await send({}), anonymous);
      expectRefusal(await send({ authorization }), anonymous);
    },
  );

  it.each(['bearer', 'BEARER'])('S03 accepts the scheme as %s', async (scheme) => {
    expectGranted(await send({ authorization: `${scheme} ${valid}` }));
  });

  it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer "x"', 'Bearer ab=c'])(
    'S04, S05 refuses the header %j',
    async (authorization) => {
      expectRefusal(await send({ authorization }), malformed);
    },
  );

  it('S06 refuses two Authorization headers', async () => {
    for (const second of [`Bearer ${valid}`, 'Basic dXNlcjpwYXNz', '']) {
      const exchange = await send([
        ['Authorization', `Bearer ${valid}`],
        ['Authorization', second],
      ]);
      expectRefusal(exchange, { status: 400, challenge: INVALID_REQUEST, code: 'multiple_credentials' });
    }
  });

  it('S08, S09, S10 ignores tokens in the query, the body and cookies', async () => {
    expectRefusal(await send({}, { path: `/articles?access_token=${valid}` }), anonymous);
    expectRefusal(await send({ cookie: `access_token=${valid}` }), anonymous);
    const type = 'application/x-www-form-urlencoded';
    expectRefusal(await send({ 'content-type': type }, { body: `access_token=${valid}` }), anonymous);
  });

  it('S13 keeps 200, 401 and 403 out of caches', async () => {
    const answers = [
      await get('/articles', valid),
      await get('/articles'),
      await get('/articles/admin', valid),
    ];
    expect(answers.map(({ answer }) => [answer.status, answer.headers.get('cache-control')])).toEqual([
      [200, ['no-store']],
      [401, ['no-store']],
      [403, ['no-store']],
    ]);
  });

  it('S47 keeps the groups of two pools apart', async () => {
    expectRefusal(await get('/articles/partner-admin', fixture.tokens.access(admins)), denied);
    expectGranted(await get('/articles/partner-admin', partners.access(admins)));
    expectRefusal(await get('/articles/delete', partners.access(admins)), denied);
    expectGranted(await get('/articles/delete', fixture.tokens.access(admins)));
  });

  it('S48 refuses what has been revoked', async () => {
    const token = fixture.tokens.access({ sub: 'mallory', origin_jti: 'sign-in-of-mallory' });
    expectGranted(await get('/articles', token));
    const issuer = fixture.tokens.issuer;
    await fixture.api.castellan.revocations.revokeSignIn({
      issuer,
      sub: 'mallory',
      originJti: 'sign-in-of-mallory',
    });
    expectInvalidToken(await get('/articles', token), 'token_revoked');
  });

  it('S49 names the scope that is missing', async () => {
    expectRefusal(await get('/articles/write', valid), {
      status: 403,
      challenge: 'Bearer realm="api", error="insufficient_scope", scope="api/write"',
      code: 'insufficient_scope',
    });
    expectGranted(await get('/articles/write', fixture.tokens.machine({ scope: 'api/write' })));
  });

  it('S50, S51, S52 denies who lacks a group, and closes a route that asks for nothing', async () => {
    expectRefusal(await get('/articles/admin', valid), denied);
    expectRefusal(await get('/articles/forgotten', fixture.tokens.access(admins)), denied);
    for (const path of ['forgotten', 'admin', 'delete', 'write']) {
      expectRefusal(await get(`/articles/${path}`), anonymous);
    }
  });

  it('S54 asks the same of HEAD as of GET', async () => {
    for (const path of ['/admin/panel', '/articles/forgotten']) {
      expectRefusal(await send({}, { method: 'HEAD', path }), anonymous);
      expectRefusal(await send(bearer(valid), { method: 'HEAD', path }), denied);
    }
    expectGranted(
      await send(bearer(fixture.tokens.access(admins)), { method: 'HEAD', path: '/admin/panel' }),
    );
  });

  it('S55 protects a handler of OPTIONS, and what Express answers to OPTIONS itself', async () => {
    expectRefusal(await send({}, { method: 'OPTIONS', path: '/admin/options' }), anonymous);
    expectRefusal(await send({}, { method: 'OPTIONS', path: '/admin/panel' }), anonymous);
    expectGranted(await send(bearer(valid), { method: 'OPTIONS', path: '/admin/options' }));
  });

  it.each(['X-HTTP-Method-Override', 'X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri', 'X-User-Id'])(
    'S56 is not impressed by %s',
    async (name) => {
      for (const value of ['GET', '/articles/public', 'admin']) {
        expectRefusal(await send({ [name]: value }, { path: '/admin/panel' }), anonymous);
      }
    },
  );

  it('S57 lets no spelling of a path and no method in', async () => {
    let handled = 0;
    for (const path of bypassPaths('admin', 'panel', fixture.api.port)) {
      const exchange = await send({}, { path });
      expectNotGranted(exchange, [400, 401, 404]);
      if (exchange.answer.status === 401) handled += 1;
    }
    expect(handled).toBeGreaterThan(10);
    for (const method of METHODS) {
      const statuses = method === 'CONNECT' ? [0, 400, 404] : [400, 401, 404];
      expectNotGranted(await send({}, { method, path: '/admin/panel' }), statuses);
    }
  });

  it('S58 answers for the order of another as for one that does not exist', async () => {
    const of = (id: string, sub: string) => get(`/orders/${id}`, fixture.tokens.access({ sub }));
    const own = await of('1', ALICE);
    expectGranted(own);
    expect(JSON.parse(own.answer.body)).toEqual({ ownerId: ALICE });
    const [hidden, missing] = [await of('2', ALICE), await of('3', ALICE)];
    for (const exchange of [hidden, missing]) {
      expectRefusal(exchange, { status: 404, code: 'not_found' });
    }
    expect(hidden.answer.body).toBe(missing.answer.body);
  });

  it('S59 checks every field of a change', async () => {
    const patch = (body: object) =>
      send(
        { ...bearer(fixture.tokens.access({ sub: ALICE })), 'content-type': 'application/json' },
        { method: 'PATCH', path: '/profile', body: JSON.stringify(body) },
      );
    expectRefusal(await patch({ name: 'Alice', role: 'admin' }), denied);
    expectGranted(await patch({ name: 'Alice' }));
  });

  it('S63 grants nothing when a policy, a predicate or a loader fails', async () => {
    const failed = { status: 500, code: 'policy_failed' } as const;
    const throwing = fixture.tokens.access({ ...admins, 'custom:throws': 'yes' });
    expectRefusal(await get('/articles/delete', throwing), failed);
    expectRefusal(await get('/articles/delete', throwing), failed);
    const ways = [
      'predicate-throws',
      'predicate-rejects',
      'loader-throws',
      'loader-rejects',
      'loader-never-answers',
    ];
    for (const way of ways) expectRefusal(await get(`/failing/${way}`, valid), failed);
  });

  it('S64, S65 asks for a fresher or a stronger sign-in', async () => {
    const stale = fixture.tokens.access({ auth_time: Math.floor(Date.now() / 1_000) - 600 });
    const challenges = [await get('/articles/fresh', stale), await get('/articles/mfa', valid)];
    expect(challenges.map(({ answer }) => [answer.status, answer.headers.get('www-authenticate')])).toEqual([
      [401, ['Bearer realm="api", error="insufficient_user_authentication", max_age="300"']],
      [401, ['Bearer realm="api", error="insufficient_user_authentication", acr_values="mfa"']],
    ]);
    expect(challenges.flatMap(({ handlersRun }) => handlersRun)).toEqual([]);
  });

  it('S69 refuses a bad token on a public route, and lets nobody and somebody in', async () => {
    expectInvalidToken(await get('/articles/public', 'a.b.c'), 'token_malformed');
    const open = await get('/articles/public');
    expect([open.answer.status, open.handlersRun]).toEqual([200, ['public']]);
    expect(open.answer.headers.get('vary')).toEqual(['Authorization']);
    expect(open.answer.headers.has('cache-control')).toBe(false);
    expectGranted(await get('/articles/public', valid));
  });
});

describe.each(EXPRESS_VERSIONS)('outages and metadata on %s', (version) => {
  it('S32 answers 503 while the keys cannot be had, and 200 once they can', async () => {
    const { api, keyServer, tokens, stop } = await startExpressTokenApi(version, {
      key,
      options: { resource: { identifier: 'http://127.0.0.1:1/v1' } },
      before: ({ app, castellan }) => void app.use(castellan.resourceMetadata()),
    });
    keyServer.answer('eu-west-1_Conformance', (_request, response) => void response.writeHead(500).end());
    const exchange = await api.get(tokens.access());
    expectRefusal(exchange, { status: 503, code: 'key_set_unavailable' });
    expect(exchange.answer.headers.get('retry-after')).toEqual([expect.stringMatching(/^[1-9]\d*$/)]);

    const { answer } = await api.get();
    const metadata = 'http://127.0.0.1:1/.well-known/oauth-protected-resource/v1';
    expect(answer.headers.get('www-authenticate')).toEqual([
      `Bearer realm="api", resource_metadata="${metadata}"`,
    ]);
    const served = await api.get(undefined, new URL(metadata).pathname);
    expect([served.answer.status, JSON.parse(served.answer.body)]).toEqual([
      200,
      {
        resource: 'http://127.0.0.1:1/v1',
        authorization_servers: [tokens.issuer],
        bearer_methods_supported: ['header'],
      },
    ]);
    await stop();
  });
});
