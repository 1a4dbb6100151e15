import {
  can,
  checkFields,
  createCastellan,
  groups,
  type LambdaCastellan,
  type Log,
  type Rules,
  tenant,
  type UserPrincipal,
} from 'castellan/lambda';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { USER_POOL_ID, CLIENT_ID, userPool } from '../conformance/token-api.js';
import { KeyServer } from '../support/key-server.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import {
  httpAuthorizerEvent,
  httpEvent,
  METHOD_ARN,
  requestAuthorizerEvent,
  restEvent,
  STAGE_ARN,
  tokenAuthorizerEvent,
  webSocketEvent,
} from './events.js';

const QUIET: Log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
const POLICY = {
  source: 'own articles',
  appliesTo: { kind: 'authenticated' },
  build: ({ can: allow }: Rules, user: UserPrincipal) => {
    allow('update', 'Article', ['title'], { authorId: user.sub });
  },
} as const;

describe('functions behind API Gateway', () => {
  const key = newSigningKey('key-of-the-pool');
  let keyServer: KeyServer;
  let tokens: TokenFactory;
  let castellan: LambdaCastellan;
  let editor: string;
  let user: string;
  let ran: number;

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    tokens = new TokenFactory({ key, issuer: keyServer.issuer(USER_POOL_ID), clientId: CLIENT_ID });
    editor = tokens.access({ 'cognito:groups': ['editors'] });
    user = tokens.access();
  });

  beforeEach(() => {
    keyServer.publish(USER_POOL_ID, [key.jwk]);
    ran = 0;
    castellan = createCastellan({
      userPools: [userPool(keyServer)],
      log: QUIET,
      policies: [POLICY],
      tenant: { claim: 'custom:tenant', param: 'id' },
    });
  });

  afterEach(() => castellan.close());
  afterAll(() => keyServer.stop());

  const handle = (_event: unknown, caller: { user: UserPrincipal }) => {
    ran += 1;
    return {
      statusCode: 200,
      headers: { 'X-Made-By': 'test' },
      body: JSON.stringify({ sub: caller.user.sub }),
    };
  };
  const guarded = () => castellan.handler({ require: groups('editors') }, handle);

  const shapes = [
    ['REST', (token?: string) => restEvent(token)],
    ['HTTP', (token?: string) => httpEvent(token)],
    ['WebSocket $connect', (token?: string) => webSocketEvent('CONNECT', token)],
  ] as const;

  it.each(shapes)('answers events of %s APIs as every other adapter does', async (_name, event) => {
    const handler = guarded();
    expect(await handler(event(editor), {})).toEqual({
      statusCode: 200,
      headers: { 'X-Made-By': 'test', 'cache-control': 'no-store' },
      body: JSON.stringify({ sub: tokens.accessClaims().sub }),
    });
    expect(ran).toBe(1);
    const refusals = [
      await handler(event(), {}),
      await handler(event(user), {}),
      await handler(event('a.b.c'), {}),
    ];
    expect(refusals.map(({ statusCode, headers }) => [statusCode, headers])).toEqual([
      [401, { ...PROBLEM, 'www-authenticate': 'Bearer realm="api"' }],
      [403, PROBLEM],
      [401, { ...PROBLEM, 'www-authenticate': 'Bearer realm="api", error="invalid_token"' }],
    ]);
    expect(refusals.map(({ body }) => (JSON.parse(body) as { code: string }).code)).toEqual([
      'authentication_required',
      'access_denied',
      'token_malformed',
    ]);
    expect(ran).toBe(1);
  });

  const PROBLEM = { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' };

  it('reads headers in any case, by one value or several, and refuses two', async () => {
    const handler = guarded();
    const status = async (event: Partial<APIGatewayProxyEvent>) =>
      (await handler(restEvent(undefined, event), {})).statusCode;
    const value = `Bearer ${editor}`;
    expect(await status({ headers: { AUTHORIZATION: value }, multiValueHeaders: {} })).toBe(200);
    expect(await status({ headers: {}, multiValueHeaders: { aUthorization: [value] } })).toBe(200);
    expect(await status({ headers: { Authorization: value }, multiValueHeaders: null as never })).toBe(200);
    expect(await status({ headers: null as never, multiValueHeaders: null as never })).toBe(401);
    expect(await status({ multiValueHeaders: { Authorization: [value, value] } })).toBe(400);
    expect(
      await status({ headers: { Authorization: value, authorization: value }, multiValueHeaders: {} }),
    ).toBe(400);
    const joined = httpEvent(undefined, { headers: { authorization: `${value},${value}` } });
    expect((await handler(joined, {})).statusCode).toBe(400);
  });

  it('loads the instance of a decision from the event, and reads bodies in base64', async () => {
    const sub = String(tokens.accessClaims().sub);
    const subject = ({ pathParameters }: APIGatewayProxyEvent) =>
      pathParameters?.id === '1'
        ? { authorId: sub }
        : pathParameters?.id === '2'
          ? { authorId: 'bob' }
          : undefined;
    const handler = castellan.handler(
      { require: checkFields(can('update', 'Article', { subject })) },
      handle,
    );
    const patch = async (id: string, body: object, isBase64Encoded: boolean) => {
      const text = JSON.stringify(body);
      const event = restEvent(user, {
        pathParameters: { id },
        body: isBase64Encoded ? Buffer.from(text).toString('base64') : text,
        isBase64Encoded,
      });
      return (await handler(event, {})).statusCode;
    };
    expect(await patch('1', { title: 'x' }, true)).toBe(200);
    expect(await patch('1', { title: 'x', authorId: 'bob' }, true)).toBe(403);
    expect(await patch('1', { title: 'x' }, false)).toBe(200);
    expect(await patch('2', { title: 'x' }, false)).toBe(403);
    expect(await patch('3', { title: 'x' }, false)).toBe(404);
  });

  it('compares the tenant with a parameter of the path', async () => {
    const handler = castellan.handler({ require: tenant() }, (_event, caller) => ({
      statusCode: 200,
      body: caller.tenant,
    }));
    const of = async (claimed: string) =>
      (await handler(restEvent(tokens.access({ 'custom:tenant': claimed })), {})).statusCode;
    expect([await of('1'), await of('2')]).toEqual([200, 403]);
  });

  it('takes the caller of a message from the message, where the application says so, and from nowhere else', async () => {
    const event = webSocketEvent('MESSAGE', undefined, JSON.stringify({ token: editor }));
    expect((await guarded()(event, {})).statusCode).toBe(401);
    const handler = castellan.handler(
      {
        require: groups('editors'),
        messageToken: ({ body }: typeof event) => (JSON.parse(body ?? '{}') as { token?: string }).token,
      },
      handle,
    );
    expect((await handler(event, {})).statusCode).toBe(200);
    expect((await handler(webSocketEvent('MESSAGE', undefined, '{"token":"a.b.c"}'), {})).statusCode).toBe(
      401,
    );
    // A second way to send a token is one too many.
    const both = { ...event, headers: { Authorization: `Bearer ${editor}` } };
    expect((await handler(both, {})).statusCode).toBe(400);
  });

  it('keeps keys and verified tokens over warm starts', async () => {
    const before = keyServer.requestsFor(USER_POOL_ID);
    const handler = guarded();
    await handler(restEvent(editor), {});
    for (let i = 0; i < 20; i += 1) await handler(httpEvent(tokens.access({ jti: `jti-${i}` })), {});
    expect(keyServer.requestsFor(USER_POOL_ID)).toBe(before + 1);
  });

  it('answers 503 while the keys cannot be had', async () => {
    keyServer.answer(USER_POOL_ID, (_request, response) => void response.writeHead(500).end());
    const answer = await guarded()(restEvent(editor), {});
    expect([answer.statusCode, JSON.parse(answer.body)]).toMatchObject([
      503,
      { code: 'key_set_unavailable' },
    ]);
    expect(answer.headers).toHaveProperty('retry-after');
    for (const authorizer of [
      castellan.authorizer({ require: groups('editors') }),
      castellan.simpleAuthorizer({ require: groups('editors') }),
    ]) {
      await expect(authorizer(requestAuthorizerEvent(editor))).rejects.toMatchObject({
        code: 'key_set_unavailable',
      });
    }
  });

  it('lets faults of the handler fail the function', async () => {
    const handler = castellan.handler({ public: true }, () => Promise.reject(new Error('a fault')));
    await expect(handler(restEvent(undefined), {})).rejects.toThrow('a fault');
    await expect(handler(restEvent('a.b.c'), {})).resolves.toMatchObject({ statusCode: 401 });
  });

  it.each([{ Records: [] }, {}, undefined, null])(
    'fails the function for an event that is not of API Gateway: %j',
    async (event) => {
      await expect(castellan.handler({ public: true }, handle)(event as never, {})).rejects.toThrow(
        /no requestContext/,
      );
    },
  );

  it('needs to be told who may call', () => {
    expect(() => castellan.handler({}, handle)).toThrow('exactly one of require');
    expect(() => castellan.handler({ require: groups('x'), public: true }, handle)).toThrow('exactly one of');
    expect(() => castellan.handler({ required: groups('x') } as never, handle)).toThrow('is not an option');
    expect(() => castellan.handler({ public: true }, undefined as never)).toThrow('needs a function as well');
    expect(() => castellan.handler({ public: true, messageToken: 'token' } as never, handle)).toThrow(
      'messageToken must be a function',
    );
    expect(() => castellan.authorizer({} as never)).toThrow('decided from the token alone');
    const loading = can('read', 'Article', { subject: () => ({}) });
    expect(() => castellan.authorizer({ require: loading })).toThrow('decided from the token alone');
  });

  it('refuses an expectation that is misspelled, or that nobody can fulfil', () => {
    const wrong = [
      [{ tokenUse: 'ID' }, "tokenUse must be 'id' or 'access'"],
      [{ pools: [] }, 'at least one name'],
      [{ pools: ['staff'] }, 'which is not configured'],
    ] as const;
    for (const [expectation, message] of wrong) {
      const options = { require: groups('editors'), ...expectation } as never;
      expect(() => castellan.handler(options, handle)).toThrow(message);
      expect(() => castellan.authorizer(options)).toThrow(message);
      expect(() => castellan.simpleAuthorizer(options)).toThrow(message);
    }
  });

  it('lets nobody in by headers that disagree, or that are no texts', async () => {
    const handler = guarded();
    const good = `Bearer ${editor}`;
    const status = async (headers: unknown, multiValueHeaders: unknown) =>
      (await handler(restEvent(undefined, { headers, multiValueHeaders } as never), {})).statusCode;
    // Of two ways to say the same the one that has every value counts.
    expect(await status({ Authorization: good }, { Authorization: ['Bearer a.b.c'] })).toBe(401);
    expect(await status({ Authorization: good }, { Authorization: [] })).toBe(401);
    expect(await status({ authorization: good }, { Authorization: ['Bearer a.b.c'] })).toBe(400);
    expect(await status({ Authorization: null }, { Authorization: null })).toBe(401);
    const own = JSON.parse(`{"__proto__":{"authorization":"${good}"}}`) as object;
    expect(await status(own, null)).toBe(401);
    for (const strange of [7, true, [good], { toString: 'x' }]) {
      await expect(
        handler(
          restEvent(undefined, {
            headers: { Authorization: strange } as never,
            multiValueHeaders: null as never,
          }),
          {},
        ),
      ).rejects.toThrow();
    }
    expect(ran).toBe(0);
  });

  it('has one caller for each invocation, however they interleave', async () => {
    const arrivals: (() => void)[] = [];
    const handler = castellan.handler({ require: groups('editors') }, async (_event, caller) => {
      const before = caller.user.sub;
      await new Promise<void>((resolve) => arrivals.push(resolve));
      return { statusCode: 200, body: `${before} ${caller.user.sub}` };
    });
    const subs = ['alice', 'bob', 'carol'];
    const answers = subs.map((sub) =>
      handler(httpEvent(tokens.access({ sub, 'cognito:groups': ['editors'] })), {}),
    );
    while (arrivals.length < subs.length) await new Promise((resolve) => setImmediate(resolve));
    for (const arrive of arrivals.reverse()) arrive();
    expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(subs.map((sub) => `${sub} ${sub}`));
    // A warm start without a token is nobody's.
    expect((await handler(httpEvent(undefined), {})).statusCode).toBe(401);
  });

  it('does not let an authorizer ask about the fields of a body', () => {
    const requirement = checkFields(can('update', 'Article'));
    expect(() => castellan.authorizer({ require: requirement })).toThrow('decided from the token alone');
  });

  it('records what an authorizer denies before it answers', async () => {
    const recorded: unknown[] = [];
    const sink = {
      record: async (entry: unknown) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        recorded.push(entry);
      },
    };
    const audited = createCastellan({
      userPools: [userPool(keyServer)],
      log: QUIET,
      decisionLog: { sink },
    });
    await audited.simpleAuthorizer({ require: groups('editors') })(httpAuthorizerEvent(user));
    expect(recorded).toHaveLength(1);
    await audited.authorizer({ require: groups('editors') })(requestAuthorizerEvent(user));
    expect(recorded).toHaveLength(2);
    await audited.close();
  });

  describe('authorizers', () => {
    const allowed = (Effect: 'Allow' | 'Deny', Resource = STAGE_ARN) => ({
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }],
    });

    it.each([
      ['TOKEN', (token: string) => tokenAuthorizerEvent(`Bearer ${token}`)],
      ['REQUEST', (token: string) => requestAuthorizerEvent(token)],
      [
        'WebSocket',
        (token: string) =>
          requestAuthorizerEvent(token, 'arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/$connect'),
      ],
    ])('answer %s events with a policy for all that the cache covers', async (_name, event) => {
      const authorizer = castellan.authorizer({ require: groups('editors') });
      const granted = await authorizer(event(editor));
      expect(granted.policyDocument).toEqual(allowed('Allow'));
      expect(granted.principalId).toBe(tokens.accessClaims().sub);
      expect(granted.context).toMatchObject({ kind: 'user', pool: USER_POOL_ID, clientId: CLIENT_ID });
      expect(JSON.stringify(granted)).not.toContain(editor.split('.')[1]);
      const denied = await authorizer(event(user));
      expect(denied).toEqual({ principalId: 'anonymous', policyDocument: allowed('Deny'), context: {} });
      await expect(authorizer(event('a.b.c'))).rejects.toThrow(/^Unauthorized$/);
    });

    it('say Unauthorized where there is no token, or none that can be read', async () => {
      const authorizer = castellan.authorizer({ require: groups('editors') });
      await expect(authorizer(requestAuthorizerEvent(undefined))).rejects.toThrow(/^Unauthorized$/);
      for (const value of ['', 'Basic x', 'Bearer', editor]) {
        await expect(authorizer(tokenAuthorizerEvent(value))).rejects.toThrow(/^Unauthorized$/);
      }
    });

    it('write nothing of the path into the policy', async () => {
      const authorizer = castellan.authorizer({ require: groups('editors') });
      const wild = `${METHOD_ARN}/*?\${aws:username}`;
      expect((await authorizer(requestAuthorizerEvent(editor, wild))).policyDocument).toEqual(
        allowed('Allow'),
      );
      await expect(authorizer(requestAuthorizerEvent(editor, '*'))).rejects.toThrow('methodArn');
    });

    it('answer HTTP APIs simply, or with a policy', async () => {
      const simple = castellan.simpleAuthorizer({ require: groups('editors') });
      expect(await simple(httpAuthorizerEvent(editor))).toMatchObject({
        isAuthorized: true,
        context: { kind: 'user' },
      });
      for (const token of [undefined, user, 'a.b.c']) {
        expect(await simple(httpAuthorizerEvent(token))).toEqual({ isAuthorized: false, context: {} });
      }
      const authorizer = castellan.authorizer({ require: groups('editors') });
      expect((await authorizer(httpAuthorizerEvent(editor))).policyDocument).toEqual(
        allowed('Allow', 'arn:aws:execute-api:eu-west-1:123456789012:abcdef123/$default/*'),
      );
    });
  });
});
