import { Controller, Post, UseGuards } from '@nestjs/common';
import { Throttle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { CastellanModule, freshAuth, groups, Public } from 'castellan';
import {
  AuthCall,
  AuthController,
  type AuthRequest,
  UserPoolModule,
  UserPoolService,
} from 'castellan/user-pool';
import type { Request, Response } from 'express';
import { Api } from '../support/api.js';
import { listeningApp, PLATFORMS } from '../support/nest-app.js';
import { AuthWorld, mount, type MountedApi, MOUNTS, PASSWORD, POOL } from './auth-world.js';

describe.each(MOUNTS)('what an application makes of the routes on %s', (kind) => {
  let world: AuthWorld;
  let mounted: MountedApi | undefined;

  beforeAll(async () => {
    world = await AuthWorld.create();
  });
  afterEach(async () => {
    await mounted?.close();
    mounted = undefined;
  });
  afterAll(() => world.stop());

  const signIn = (api: Api, username = 'alice') =>
    api.request('POST', '/auth/sign-in', {}, { username, password: PASSWORD });

  it('leaves routes out', async () => {
    mounted = await mount(kind, world, { routes: { without: ['signUp', 'deleteMe'] } });
    const api = new Api(mounted.url);
    const { tokens } = (await signIn(api)).json() as { tokens: { accessToken: string } };
    const signUp = await api.request('POST', '/auth/sign-up', {}, { username: 'bob', password: PASSWORD });
    expect(signUp.status).toBeGreaterThanOrEqual(400);
    const { accessToken } = tokens;
    const deletion = await api.request('DELETE', '/auth/me', { accessToken });
    expect(deletion.status).toBeGreaterThanOrEqual(400);
    expect((await api.get('/auth/me', { accessToken })).status).toBe(200);
  });

  it('asks more of the callers of a route', async () => {
    mounted = await mount(kind, world, {
      routes: { require: { deleteMe: groups('closable'), updateMe: freshAuth('1h') } },
    });
    const api = new Api(mounted.url);
    const { tokens } = (await signIn(api)).json() as { tokens: { accessToken: string } };
    const { accessToken } = tokens;
    expect((await api.request('DELETE', '/auth/me', { accessToken })).status).toBe(403);
    const update = await api.request(
      'PATCH',
      '/auth/me',
      { accessToken },
      { attributes: { nickname: 'al' } },
    );
    expect(update.status).toBe(200);
  });

  it('lets users write more attributes, and triggers hear more', async () => {
    mounted = await mount(kind, world, {
      routes: { writableAttributes: ['custom:nickname'], metadata: ['locale'] },
    });
    const api = new Api(mounted.url);
    const { tokens } = (await signIn(api)).json() as { tokens: { accessToken: string } };
    const { accessToken } = tokens;
    const update = (body: object) => api.request('PATCH', '/auth/me', { accessToken }, body);
    const known = await update({ attributes: { 'custom:nickname': 'al' }, metadata: { locale: 'de' } });
    expect(known.status).toBe(200);
    expect((await update({ attributes: { email: 'a@example.com' } })).status).toBe(400);
    expect((await update({ attributes: {}, metadata: { tenant: 'acme' } })).status).toBe(400);
  });

  it('signs in by SRP, so that no password goes out', async () => {
    mounted = await mount(kind, world, { routes: { passwordFlow: 'srp' } });
    const answer = await signIn(new Api(mounted.url));
    expect([answer.status, (answer.json() as { status: string }).status]).toEqual([200, 'signed_in']);
  });
});

describe.each(PLATFORMS)('a limiter of the application on Nest and %s', (platform) => {
  it('is answered with a problem', async () => {
    const world = await AuthWorld.create();
    const { app, url } = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot(world.castellanOptions),
        ThrottlerModule.forRoot([{ limit: 1_000, ttl: 600_000 }]),
      ],
      providers: [{ provide: UserPoolService, useValue: world.users }],
      controllers: [
        AuthController({
          decorate: {
            all: [UseGuards(ThrottlerGuard)],
            signIn: [Throttle({ default: { limit: 2, ttl: 600_000 } })],
          },
        }),
      ],
    });
    try {
      const api = new Api(url);
      const attempt = () =>
        api.request('POST', '/auth/sign-in', {}, { username: 'alice', password: 'Wrong-1-wrong' });
      expect([(await attempt()).status, (await attempt()).status]).toEqual([401, 401]);
      const limited = await attempt();
      expect(limited.status).toBe(429);
      expect(limited.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(limited.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
      const other = await api.request('POST', '/auth/password/forgot', {}, { username: 'alice' });
      expect(other.status).toBe(202);
    } finally {
      await app.close();
      await world.stop();
    }
  });
});

describe.each(['Express 4', 'Express 5'] as const)('middleware of the application on %s', (kind) => {
  it('limits by what the body says', async () => {
    const world = await AuthWorld.create();
    const seen = new Map<string, number>();
    const limit = (request: Request, response: Response, next: () => void): void => {
      const { username } = request.body as { username: string };
      seen.set(username, (seen.get(username) ?? 0) + 1);
      if ((seen.get(username) ?? 0) <= 1) next();
      else response.status(429).json({ limited: username });
    };
    const mounted = await mount(kind, world, { express: { before: { signIn: [limit] } } });
    try {
      const api = new Api(mounted.url);
      const attempt = (username: string) =>
        api.request('POST', '/auth/sign-in', {}, { username, password: PASSWORD });
      expect((await attempt('alice')).status).toBe(200);
      const limited = await attempt('alice');
      expect([limited.status, limited.json()]).toEqual([429, { limited: 'alice' }]);
      expect((await attempt('bob')).status).toBe(401);
    } finally {
      await mounted.close();
      await world.stop();
    }
  });
});

describe.each(['Express 4', 'Express 5'] as const)('an application on %s', (kind) => {
  let world: AuthWorld;
  const log: string[] = [];
  let mounted: MountedApi;
  let api: Api;

  beforeAll(async () => {
    world = await AuthWorld.create();
    mounted = await mount(kind, world, { parsesBefore: true, log: (line) => void log.push(line) });
    api = new Api(mounted.url);
  });
  afterAll(async () => {
    await mounted.close();
    await world.stop();
  });

  it('may parse bodies itself', async () => {
    const body = { username: 'alice', password: PASSWORD };
    expect((await api.request('POST', '/auth/sign-in', {}, body)).status).toBe(200);
    const form = await fetch(`${mounted.url}/auth/sign-in`, {
      method: 'POST',
      body: new URLSearchParams(body),
    });
    expect(form.status).toBe(415);
  });

  it('logs why something was refused, and nothing secret', async () => {
    const secrets = ['Sentinel-password-1', 'sentinel-code', 'sentinel-refresh', 'sentinel-session'];
    const [password, code, refreshToken, session] = secrets as [string, string, string, string];
    const bodies: [string, object][] = [
      ['sign-in', { username: 'alice', password }],
      ['sign-in', { username: 'alice', password, unknown: 1 }],
      ['sign-in/answer', { name: 'SOFTWARE_TOKEN_MFA', username: 'alice', session, code }],
      ['sign-in/totp', { username: 'alice', session }],
      ['password/reset', { username: 'alice', code, newPassword: password }],
      ['refresh', { refreshToken }],
      ['revoke', { refreshToken }],
    ];
    for (const [path, body] of bodies) await api.request('POST', `/auth/${path}`, {}, body);
    const lines = log.join('\n');
    expect(lines).toContain('/unknown is not known here');
    expect(lines).toContain('wrong_credentials');
    for (const secret of secrets) expect(lines).not.toContain(secret);
  });
});

describe.each(PLATFORMS)('a class that extends the controller on Nest and %s', (platform) => {
  it('replaces routes; one without decorators is none', async () => {
    const world = await AuthWorld.create();
    const heard: string[] = [];

    @Controller('account')
    class OwnController extends AuthController() {
      @Post('sign-in')
      @Public()
      override async signIn(@AuthCall() call: AuthRequest) {
        heard.push((call.body as { username: string }).username);
        return super.signIn(call);
      }

      override async signUp(): Promise<object> {
        return { made: true };
      }
    }

    const { app, url } = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot(world.castellanOptions),
        UserPoolModule.forRoot({
          userPoolId: POOL,
          clientId: 'web_client',
          endpoint: world.sandbox.url,
          issuer: world.users.issuer,
          answerStepMilliseconds: 0,
          timeoutMilliseconds: 60_000,
        }),
      ],
      controllers: [OwnController],
    });
    try {
      const api = new Api(url);
      const signIn = await api.request(
        'POST',
        '/account/sign-in',
        {},
        { username: 'alice', password: PASSWORD },
      );
      expect([signIn.status, heard]).toEqual([201, ['alice']]);
      const { tokens } = signIn.json() as { tokens: { accessToken: string } };
      expect((await api.get('/account/me', tokens)).status).toBe(200);
      expect((await api.get('/auth/me', tokens)).status).toBe(404);
      expect((await api.request('POST', '/account/sign-up', {}, {})).status).toBe(404);

      const out = await api.request('POST', '/account/sign-out-everywhere', tokens);
      expect(out.status).toBe(204);
      const revoked = await api.get('/account/me', tokens);
      expect([revoked.status, revoked.json()]).toEqual([
        401,
        expect.objectContaining({ code: 'token_revoked' }),
      ]);
    } finally {
      await app.close();
      await world.stop();
    }
  });
});

describe('options of the routes that cannot be meant', () => {
  it.each([
    [{ without: ['signup'] }, 'AuthController(...): without: found "signup", which is no route'],
    [{ wihtout: [] }, 'found "wihtout", which is no option'],
    [{ path: 7 }, 'AuthController(...): path: found 7'],
    [{ passwordFlow: 'plain' }, "Write 'password' or 'srp'"],
    [{ require: { deleteMe: true } }, 'AuthController(...): require.deleteMe: found a boolean'],
    [{ require: { closeMe: groups('a') } }, 'found "closeMe", which is no option'],
    [{ decorate: { all: [7] } }, 'AuthController(...): decorate.all'],
    [{ swagger: {} }, 'AuthController(...): swagger.ApiOperation'],
    [{ maxBodyBytes: 1 }, 'a whole number from 1024 to 1048576'],
    [{ appName: '' }, 'AuthController(...): appName: found an empty string'],
    [{ metadata: 'locale' }, 'AuthController(...): metadata: found a string'],
  ])('are refused where they are written: %j', (options, message) => {
    expect(() => AuthController(options as never)).toThrow(message);
  });
});
