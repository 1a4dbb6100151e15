import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Controller, Get, Req, UseGuards } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ConfigurationError, CognitoStrategy } from 'castellan/passport';
import express, { type Request } from 'express';
import passport, { Passport } from 'passport';
import { CLIENT_ID, USER_POOL_ID, userPool } from '../conformance/token-api.js';
import { KeyServer } from '../support/key-server.js';
import { listeningApp } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { createApp } from './program.js';

const QUIET = { debug: () => undefined, warn: () => undefined, error: () => undefined };
const ANYBODY = {
  name: 'anybody',
  authenticate(this: { success(user: object): void }) {
    this.success({ any: 'body' });
  },
};

@Controller('me')
class MeController {
  @Get()
  @UseGuards(AuthGuard('cognito'))
  me(@Req() request: { user: { sub: string } }) {
    return { sub: request.user.sub };
  }
}

describe('CognitoStrategy', () => {
  const key = newSigningKey('key-of-the-pool');
  let keyServer: KeyServer;
  let tokens: TokenFactory;
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    tokens = new TokenFactory({ key, issuer: keyServer.issuer(USER_POOL_ID), clientId: CLIENT_ID });
  });
  beforeEach(() => keyServer.publish(USER_POOL_ID, [key.jwk]));
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(() => keyServer.stop());

  const strategyOf = (options: { otherStrategies?: boolean } = {}) => {
    const strategy = new CognitoStrategy({ userPools: [userPool(keyServer)], log: QUIET, ...options });
    closing.push(() => strategy.close());
    return strategy;
  };
  async function urlOf(app: express.Express): Promise<string> {
    const server: Server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const get = (url: string, token?: string) =>
    fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

  async function plain(
    options: { otherStrategies?: boolean } = {},
    names: string[] = ['cognito'],
  ): Promise<string> {
    const own = new Passport();
    own.use(strategyOf(options));
    own.use(ANYBODY as never);
    const app = express();
    app.set('env', 'test');
    app.get('/me', own.authenticate(names, { session: false }) as never, (request, response) => {
      response.json(request.user);
    });
    return `${await urlOf(app)}/me`;
  }

  it('makes the principal the user of the request, and keeps the answer out of caches', async () => {
    const answer = await get(await plain(), tokens.access());
    expect(await answer.json()).toMatchObject({ kind: 'user', username: 'alice-of-the-tests' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('answers 503 while the keys cannot be had, plainly and behind AuthGuard', async () => {
    keyServer.answer(USER_POOL_ID, (_request, response) => void response.writeHead(500).end());
    passport.use(strategyOf());
    closing.push(() => passport.unuse('cognito'));
    const { app, url } = await listeningApp('Express', { controllers: [MeController] });
    closing.push(() => app.close());
    for (const address of [
      await plain(),
      await plain({ otherStrategies: true }, ['cognito', 'anybody']),
      `${url}/me`,
    ]) {
      const answer = await get(address, tokens.access());
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([503, null]);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await answer.json()).toMatchObject({ code: 'key_set_unavailable' });
    }
  });

  it('leaves requests without a token to other strategies only where it is told to, and no bad token', async () => {
    const chain = await plain({ otherStrategies: true }, ['cognito', 'anybody']);
    expect(await (await get(chain)).json()).toEqual({ any: 'body' });
    expect((await get(chain, 'a.b.c')).status).toBe(401);
    expect((await get(await plain({}, ['cognito', 'anybody']))).status).toBe(401);
    const alone = await get(await plain({ otherStrategies: true }));
    expect([alone.status, alone.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
  });

  it('has the right status on Fastify, where the challenge is the business of a filter', async () => {
    passport.use(strategyOf());
    closing.push(() => passport.unuse('cognito'));
    const { app, url } = await listeningApp('Fastify', { controllers: [MeController] });
    closing.push(() => app.close());
    expect(await (await get(`${url}/me`, tokens.access())).json()).toEqual({
      sub: tokens.accessClaims().sub,
    });
    const statuses = [];
    for (const token of [undefined, 'a.b.c', tokens.id()])
      statuses.push((await get(`${url}/me`, token)).status);
    keyServer.answer(USER_POOL_ID, (_request, response) => void response.writeHead(500).end());
    const stranger = new TokenFactory({
      key: newSigningKey('new'),
      issuer: tokens.issuer,
      clientId: CLIENT_ID,
    });
    const refused = await get(`${url}/me`, stranger.access());
    expect([...statuses, refused.status]).toEqual([401, 401, 401, 503]);
    expect(await refused.text()).not.toContain(tokens.issuer);
  });

  it('is told when an option is wrong', () => {
    expect(() => new CognitoStrategy({ userPools: [] })).toThrow(ConfigurationError);
    expect(() => new CognitoStrategy(undefined as never)).toThrow('needs an options object');
    expect(() => strategyOf({ otherStrategies: 'yes' as never })).toThrow('true or false');
  });

  it.each([
    ['issuer', 'https://evil.example'],
    ['audience', 'any'],
    ['algorithms', ['none', 'HS256']],
    ['ignoreExpiration', true],
    ['secretOrKey', 'secret'],
    ['secretOrKeyProvider', () => 'secret'],
    ['jwtFromRequest', () => 'a.b.c'],
    ['jsonWebTokenOptions', { ignoreExpiration: true }],
    ['passReqToCallback', true],
  ])('does not take %s of passport-jwt', (name, value) => {
    expect(() => strategyOf({ [name]: value })).toThrow(`Unknown option "${name}"`);
  });

  it('ignores what is said of tokens where it is used', async () => {
    const own = new Passport();
    own.use(strategyOf());
    const app = express();
    app.set('env', 'test');
    const options = { session: false, issuer: 'x', ignoreExpiration: true, algorithms: ['none'] };
    app.get('/me', own.authenticate('cognito', options as never) as never, (request: Request, response) => {
      response.json({ user: request.user, info: request.authInfo });
    });
    const url = `${await urlOf(app)}/me`;
    expect((await get(url, tokens.access({ exp: 1 }))).status).toBe(401);
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${tokens.access().split('.')[1]!}.`;
    expect((await get(url, none)).status).toBe(401);
    const token = tokens.access();
    const answer = await (await get(url, token)).text();
    expect(JSON.parse(answer)).toMatchObject({ user: { kind: 'user' }, info: {} });
    expect(answer).not.toContain(token.split('.')[2]);
  });

  it('refuses checks of the application that would never run', () => {
    const Mixed = PassportStrategy(CognitoStrategy);
    class ValidatingStrategy extends Mixed {
      validate() {
        return undefined;
      }
    }
    const options = { userPools: [userPool(keyServer)], log: QUIET };
    const Extended = ValidatingStrategy as unknown as new (given: object) => CognitoStrategy;
    expect(() => new Extended(options)).toThrow('validate(): it would never run');
    class CheckingStrategy extends CognitoStrategy {
      override authenticate(): void {
        this.fail(401);
      }
    }
    expect(() => new CheckingStrategy(options)).toThrow('CheckingStrategy overrides authenticate()');
  });

  it('signs nobody in to a session', async () => {
    const own = new Passport();
    own.use(strategyOf());
    const app = express();
    app.set('env', 'test');
    const signedIn: unknown[] = [];
    own.serializeUser((principal, done) => {
      signedIn.push(principal);
      done(null, 'x');
    });
    app.use((request, _response, next) => {
      const save = (done: () => void) => done();
      Object.assign(request, { session: { regenerate: save, save } });
      next();
    });
    const ends = (_request: Request, response: express.Response) => void response.send('in');
    app.get('/default', own.authenticate('cognito') as never, ends);
    app.get('/session', own.authenticate('cognito', { session: true }) as never, ends);
    app.get('/account', own.authorize('cognito') as never, ends);
    const url = await urlOf(app);
    for (const at of ['/default', '/session']) {
      const answer = await get(url + at, tokens.access());
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        500,
        'configuration_invalid',
      ]);
    }
    expect((await get(`${url}/account`, tokens.access())).status).toBe(200);
    expect(signedIn).toEqual([]);
  });

  it('runs the program of its page', async () => {
    const { app, close } = createApp({ userPools: [userPool(keyServer)] });
    closing.push(close);
    const url = `${await urlOf(app)}/profile`;
    expect((await get(url)).status).toBe(401);
    const answer = await get(url, tokens.access());
    expect(await answer.json()).toEqual({ username: 'alice-of-the-tests' });
    expect((await get(url, tokens.machine())).status).toBe(403);
    const page = readFileSync(path.resolve(__dirname, '../../docs/passport.md'), 'utf8');
    expect(page).toContain(readFileSync(path.join(__dirname, 'program.ts'), 'utf8').trimEnd());
  });

  it('revokes', async () => {
    const strategy = strategyOf();
    const own = new Passport();
    own.use(strategy);
    const app = express();
    app.get('/me', own.authenticate('cognito', { session: false }) as never, (request: Request, response) => {
      response.json(request.user);
    });
    const url = `${await urlOf(app)}/me`;
    const token = tokens.access({ sub: 'mallory' });
    expect((await get(url, token)).status).toBe(200);
    await strategy.revocations.revokeUser({ issuer: tokens.issuer, sub: 'mallory' });
    expect((await get(url, token)).status).toBe(401);
  });
});
