import { Controller, Get, Injectable, Module, type ExecutionContext } from '@nestjs/common';
import {
  Authenticated,
  AuthenticationGuard,
  CastellanModule,
  CurrentCaller,
  CurrentUser,
  ForGroup,
  Can,
  Groups,
  Policies,
  Public,
  type Rules,
  Scopes,
  TokenVerifier,
  type Caller,
  type UserPrincipal,
} from 'castellan';
import { asMachine, asUser, asUserWithIdToken, testUserPool, TokenFactory } from 'castellan/testing';
import type { IncomingMessage, Server } from 'node:http';
import request from 'supertest';
import { listeningApp, type ListeningApp, type Platform, PLATFORMS } from '../support/nest-app.js';

@Policies()
class ArticlePolicies {
  @ForGroup('editors')
  editors({ can }: Rules) {
    can('update', 'Article');
  }
}

@Controller()
class ArticlesController {
  @Get('open')
  @Public()
  open() {
    return 'open';
  }

  @Get('me')
  @Authenticated()
  me(@CurrentUser() user: UserPrincipal) {
    return { username: user.username, tenant: user.claims['custom:tenant'] };
  }

  @Get('editors')
  @Groups('editors')
  editors() {
    return {};
  }

  @Get('update')
  @Can('update', 'Article')
  update() {
    return {};
  }

  @Get('reports')
  @Scopes('reports/read')
  reports(@CurrentCaller() caller: Caller) {
    return { kind: caller.kind };
  }
}

/** The module of an application, with its pool written down as in production. */
@Module({
  imports: [
    CastellanModule.forRoot({
      userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
    }),
  ],
  controllers: [ArticlesController],
  providers: [ArticlePolicies],
})
class AppModule {}

describe.each(PLATFORMS)('an application tested with the kit on %s', (platform) => {
  // The pool and the client of the application, so that its own tokens are what it is tested with.
  const factory = new TokenFactory({ userPoolId: 'eu-west-1_AbCdEfGhI', clientId: 'web' });
  const neverFetch = (): Promise<Response> => Promise.reject(new Error('A key set was fetched.'));

  describe.each<[string, () => Promise<ListeningApp>]>([
    [
      'with the pool of the test in its options',
      () =>
        listeningApp(platform, {
          imports: [CastellanModule.forRoot({ userPools: [testUserPool(factory)] })],
          controllers: [ArticlesController],
          providers: [ArticlePolicies],
        }),
    ],
    [
      'with the verifier of the test in place of its own',
      () =>
        listeningApp(platform, { imports: [AppModule] }, undefined, (builder) =>
          builder
            .overrideProvider(TokenVerifier)
            .useValue(new TokenVerifier({ userPools: [testUserPool(factory)], fetch: neverFetch })),
        ),
    ],
  ])('%s', (_name, start) => {
    let running: ListeningApp;
    const get = (path: string) => request(running.app.getHttpServer() as Server).get(path);

    beforeAll(async () => {
      running = await start();
    });

    afterAll(() => running.app.close());

    it('knows its users', async () => {
      const headers = asUser(factory, { username: 'alice', claims: { 'custom:tenant': 'acme' } });
      await get('/me').set(headers).expect(200, { username: 'alice', tenant: 'acme' });
    });

    it('knows their groups, by requirement and by policy', async () => {
      for (const path of ['/editors', '/update']) {
        await get(path)
          .set(asUser(factory, { groups: ['editors'] }))
          .expect(200);
        await get(path)
          .set(asUser(factory, { groups: ['Editors'] }))
          .expect(403);
      }
    });

    it('knows programs and their scopes', async () => {
      await get('/reports')
        .set(asMachine(factory, { scopes: ['reports/read'] }))
        .expect(200, { kind: 'machine' });
      await get('/reports').set(asMachine(factory)).expect(403);
      await get('/me').set(asMachine(factory)).expect(403);
    });

    it('takes the headers for a route that uses AWS on any route', async () => {
      await get('/me')
        .set(asUserWithIdToken(factory, { username: 'alice' }))
        .expect(200);
    });

    it('serves fetch as well as supertest', async () => {
      const response = await fetch(`${running.url}/me`, { headers: asUser(factory, { username: 'bob' }) });
      expect(await response.json()).toEqual({ username: 'bob' });
    });

    it('verifies everything it is sent', async () => {
      const refused = [
        [{}, 'authentication_required'],
        [asUser(factory, { issuedAt: Date.now() - 3_600_000 }), 'token_expired'],
        [asUser(factory, { claims: { client_id: 'other' } }), 'token_client_not_allowed'],
        [asUser(factory, { tokenUse: 'id' }), 'token_use_not_allowed'],
        [asUser(new TokenFactory({ userPoolId: factory.userPoolId, clientId: 'web' })), 'token_key_unknown'],
      ] as const;
      for (const [headers, code] of refused) {
        const { status, body } = await get('/me').set(headers);
        expect([status, (body as { code: string }).code]).toEqual([401, code]);
      }
    });
  });

  it('can have every request signed in by a guard of the test, which verifies all the same', async () => {
    /** Gives a request that has no token the one of alice. */
    @Injectable()
    class SignedInAsAlice extends AuthenticationGuard {
      override canActivate(context: ExecutionContext) {
        const received = context.switchToHttp().getRequest<IncomingMessage & { raw?: IncomingMessage }>();
        const { headers, rawHeaders } = received.raw ?? received;
        if (headers.authorization === undefined) {
          rawHeaders.push('authorization', asUser(factory, { username: 'alice' }).authorization);
        }
        return super.canActivate(context);
      }
    }
    const running = await overridden(platform, SignedInAsAlice);
    const { app } = running;
    const get = (path: string) => request(app.getHttpServer() as Server).get(path);
    try {
      await get('/me').expect(200, { username: 'alice' });
      await get('/me')
        .set(asUser(factory, { username: 'bob' }))
        .expect(200, { username: 'bob' });
      await get('/me')
        .set(asUser(factory, { issuedAt: 0 }))
        .expect(401);
      await get('/editors').expect(403);
    } finally {
      await app.close();
    }
  });

  it('stays closed where the guard is replaced by one that lets everybody pass', async () => {
    @Injectable()
    class LetsEverybodyPass {
      canActivate() {
        return true;
      }
    }
    const { app } = await overridden(platform, LetsEverybodyPass);
    try {
      for (const path of ['/me', '/editors', '/open']) {
        const { status } = await request(app.getHttpServer() as Server).get(path);
        expect(status).toBe(500);
      }
    } finally {
      await app.close();
    }
  });

  function overridden(on: Platform, guard: new (...args: never[]) => object): Promise<ListeningApp> {
    return listeningApp(on, { imports: [AppModule] }, undefined, (builder) =>
      builder
        .overrideProvider(TokenVerifier)
        .useValue(new TokenVerifier({ userPools: [testUserPool(factory)], fetch: neverFetch }))
        .overrideProvider(AuthenticationGuard)
        .useClass(guard),
    );
  }
});
