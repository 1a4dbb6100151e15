import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { authenticated, ConfigurationError, createCastellan, groups } from 'castellan/express';
import type { NextFunction, Response } from 'express';
import { expectGranted, expectRefusal } from '../conformance/expect-answer.js';
import { type TokenApi, userPool } from '../conformance/token-api.js';
import { KeyServer } from '../support/key-server.js';
import { newSigningKey } from '../support/token-factory.js';
import { EXPRESS_VERSIONS, type ExpressApi, type RouteKit } from './express-api.js';
import { startExpressTokenApi } from './express-token-api.js';

const key = newSigningKey('key-of-the-pool');
const SECRET_FILE = path.join(__dirname, 'express-api.ts');
const denied = { status: 403, code: 'access_denied' } as const;
const misused = { status: 500, code: 'configuration_invalid' } as const;

/** Ways of answering without waiting for anybody. */
const WRITERS: Readonly<Record<string, (response: Response) => void>> = {
  end: (response) => void response.end('secret'),
  'pieces before the end': (response) => {
    response.write('secret');
    response.write('secret');
    response.end();
  },
  'a head and a body': (response) => void response.writeHead(200, { 'x-secret': 'secret' }).end('secret'),
  'a list of headers': (response) => void response.writeHead(200, ['x-secret', 'secret']).end('secret'),
  'a status that is a text': (response) => {
    response.statusCode = 404;
    response.writeHead('200' as never);
    response.end('secret');
  },
  'a status that is not finite enough': (response) => {
    response.statusCode = 404;
    response.writeHead(2 ** 32 + 200);
    response.end('secret');
  },
  'a head that fails, and another': (response) => {
    try {
      response.writeHead(404, { 'x-broken': 'a\nb' });
    } catch {
      response.status(200).send('secret');
    }
  },
  'flushed headers': (response) => {
    response.setHeader('x-secret', 'secret');
    response.flushHeaders();
    response.end('secret');
  },
  'a stream': (response) => void Readable.from(['secret', 'secret']).pipe(response),
  'an event stream': (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: secret\n\n');
    response.end();
  },
  'a file': (response) => response.sendFile(SECRET_FILE),
  'a download': (response) => response.download(SECRET_FILE, 'secret'),
  'a redirect': (response) => response.redirect('/secret'),
  'no content': (response) => void response.set('x-secret', 'secret').status(204).end(),
  'not modified': (response) => void response.set('x-secret', 'secret').status(304).end(),
  jsonp: (response) => void response.jsonp({ secret: true }),
  later: (response) => void setImmediate(() => response.json('secret')),
};

function routes({ app, express, castellan, ran }: RouteKit): void {
  for (const [name, write] of Object.entries(WRITERS)) {
    app.get(`/write/${encodeURIComponent(name)}`, (_request, response) => {
      ran(name);
      write(response);
    });
  }
  app.use('/files', express.static(__dirname));

  app.use('/method', castellan.require(authenticated()));
  app.use('/method', (request, _response, next) => {
    request.method = 'DELETE';
    next();
  });
  app.delete(
    '/method',
    castellan.handler((_request, response: Response) => {
      ran('delete');
      response.send('secret');
    }),
  );
}

describe.each(EXPRESS_VERSIONS)('answers that no requirement let out on %s', (version) => {
  let fixture: TokenApi<ExpressApi>;
  let user: string;

  beforeAll(async () => {
    fixture = await startExpressTokenApi(version, { key, routes, isProtected: false });
    user = fixture.tokens.access();
  });
  afterAll(() => fixture.stop());

  it.each(Object.keys(WRITERS))('are held back: %s', async (name) => {
    const at = `/write/${encodeURIComponent(name)}`;
    for (const method of ['GET', 'HEAD']) {
      const request = { method, path: at, headers: { authorization: `Bearer ${user}` } };
      const { answer, handlersRun } = await fixture.api.send(request);
      expect([answer.status, answer.headers.get('content-type'), handlersRun]).toEqual([
        403,
        ['application/problem+json; charset=utf-8'],
        [name],
      ]);
      expect(JSON.stringify([...answer.headers])).not.toContain('/secret');
      expect(answer.body).not.toContain('secret');
    }
    expect((await fixture.api.get(undefined, at)).answer.status).toBe(401);
  });

  it('are held back where static files are behind authenticate()', async () => {
    const { answer } = await fixture.api.get(user, '/files/express-api.ts');
    expect([answer.status, answer.body.includes('import')]).toEqual([403, false]);
    const range = await fixture.api.send({
      method: 'GET',
      path: '/files/express-api.ts',
      headers: { authorization: `Bearer ${user}`, range: 'bytes=0-9' },
    });
    expect([range.answer.status, range.answer.headers.has('content-range')]).toEqual([403, false]);
    expect(readFileSync(SECRET_FILE, 'utf8')).toContain('import');
  });

  it('do not come out for another method than the one that was decided about', async () => {
    expectRefusal(await fixture.api.get(user, '/method'), denied);
  });

  it('are told apart on one connection, whatever comes first', async () => {
    const bob = fixture.tokens.access({ sub: 'bob' });
    const socket = connect(fixture.api.port, '127.0.0.1');
    await once(socket, 'connect');
    const ask = (token: string | undefined, last = false): string =>
      [
        'GET /me HTTP/1.1',
        'Host: 127.0.0.1',
        ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
        ...(last ? ['Connection: close'] : []),
        '\r\n',
      ].join('\r\n');
    socket.write([ask(user), ask(undefined), ask(bob), ask('a.b.c'), ask(user, true)].join(''));
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    const alice = String(fixture.tokens.accessClaims().sub);
    expect(text.match(/HTTP\/1\.1 \d+|"sub":"[^"]+"/g)).toEqual([
      'HTTP/1.1 200',
      `"sub":"${alice}"`,
      'HTTP/1.1 401',
      'HTTP/1.1 200',
      '"sub":"bob"',
      'HTTP/1.1 401',
      'HTTP/1.1 200',
      `"sub":"${alice}"`,
    ]);
  });
});

describe.each(EXPRESS_VERSIONS)('faults around a decision on %s', (version) => {
  it('leave a refused request refused when the log fails', async () => {
    const fails = () => {
      throw new Error('of the log');
    };
    const { api, tokens, stop } = await startExpressTokenApi(version, {
      key,
      options: { log: { debug: fails, warn: fails, error: fails } },
      routes: ({ app, castellan, ran }) => {
        app.use('/admin', castellan.require(authenticated()));
        app.get('/admin', castellan.require(groups('admin')));
        app.use('/admin', (_error: unknown, _request: unknown, _response: unknown, next: NextFunction) =>
          next(),
        );
        app.get('/admin', (_request, response) => {
          ran('admin');
          response.send('secret');
        });
        app.get('/forgotten', (_request, response) => void response.send('secret'));
      },
    });
    expectRefusal(await api.get(tokens.access(), '/admin'), denied);
    expect((await api.get(tokens.access(), '/forgotten')).answer.body).not.toContain('"secret"');
    await stop();
  });

  it('close what another Castellan let in, and what another Castellan knows the caller of', async () => {
    const keyServer = await KeyServer.start();
    const log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
    const other = createCastellan({ userPools: [userPool(keyServer)], log });
    const { api, tokens, stop } = await startExpressTokenApi(version, {
      key,
      isProtected: false,
      routes: ({ app, express, castellan, ran }) => {
        const answer = (_request: unknown, response: Response) => {
          ran('handler');
          response.send('in');
        };
        app.get('/required', other.require(authenticated()), answer);
        app.get('/public', other.public(), answer);
        const router = other.protect(express.Router());
        router.get('/protected', castellan.require(authenticated()), answer);
        app.use('/router', router);
        const own = other.protect(express.Router());
        own.use(other.authenticate());
        own.get('/open', other.public(), answer);
        own.get('/closed', castellan.require(authenticated()), answer);
        own.get('/forgotten', answer);
        app.use('/own', own);
      },
    });
    for (const at of ['/required', '/public', '/router/protected']) {
      expectRefusal(await api.get(tokens.access(), at), misused);
    }
    const { answer } = await api.get(undefined, '/own/open');
    expect([answer.status, answer.body]).toEqual([200, 'in']);
    expectRefusal(await api.get(undefined, '/own/closed'), misused);
    expect((await api.get(undefined, '/own/forgotten')).answer.status).toBe(401);
    expectGranted(await api.get(tokens.access()));
    await stop();
    await other.close();
    await keyServer.stop();
  });
});

describe('what authenticate() expects', () => {
  const castellan = createCastellan({
    userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
  });

  it.each([
    [{ pool: ['staff'] }, 'pool is not an option'],
    [{ tokenUse: 'Id' }, "tokenUse must be 'id' or 'access'"],
    [{ pools: [] }, 'pools must be a list with at least one name'],
    [{ pools: 'staff' }, 'pools must be a list'],
    [{ pools: ['staff'] }, 'which is not configured'],
    [null, 'takes an object'],
  ])('is checked when it is written: %j', (expectation, message) => {
    expect(() => castellan.authenticate(expectation as never)).toThrow(ConfigurationError);
    expect(() => castellan.authenticate(expectation as never)).toThrow(message);
  });
});
