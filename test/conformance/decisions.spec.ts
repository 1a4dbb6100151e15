import { Controller, Get, Inject } from '@nestjs/common';
import { ExternalContextCreator } from '@nestjs/core';
import {
  Authenticated,
  Can,
  ForGroup,
  Groups,
  Policies,
  Public,
  Require,
  type Rules,
  Scopes,
  groups,
} from 'castellan';
import { firstValueFrom, isObservable } from 'rxjs';
import { type Attack, type AttackKit, KID, newAttackKit } from '../corpus/attack.js';
import { CLAIM_ATTACKS } from '../corpus/claim-attacks.js';
import { KeyServer } from '../support/key-server.js';
import { PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { CHALLENGE, expectGranted, expectInvalidToken, expectRefusal } from './expect-answer.js';
import { ofLines } from './expect-verdict.js';
import { HandlerRuns } from './protected-api.js';
import { CLIENT_ID, startTokenApi, type TokenApi, userPool } from './token-api.js';

/** What a context that carries no request, or no token, is denied with. */
const DENIALS = ['access_denied', 'authentication_required', 'configuration_invalid'];
const PARTNER_POOL_ID = 'eu-west-1_Partners';
const key = newSigningKey(KID);

@Policies()
class ArticlePolicies {
  @ForGroup('admin')
  admins({ can }: Rules) {
    can('manage', 'Article');
  }
}

abstract class Handlers {
  constructor(@Inject(HandlerRuns) protected readonly runs: HandlerRuns) {}
}

@Controller('articles')
class ArticlesController extends Handlers {
  @Get('write') @Scopes('api/write') write() {
    this.runs.names.push('write');
  }

  @Get('write-and-list') @Scopes('api/write', 'api/list') writeAndList() {
    this.runs.names.push('write-and-list');
  }

  @Get('admin') @Groups('admin') admin() {
    this.runs.names.push('admin');
  }

  @Get('partner-admin') @Groups({ any: ['admin'], pool: 'partners' }) partnerAdmin() {
    this.runs.names.push('partner-admin');
  }

  @Get('not-suspended') @Require(groups({ none: ['suspended'] })) notSuspended() {
    this.runs.names.push('not-suspended');
  }

  @Get('delete') @Can('delete', 'Article') delete() {
    this.runs.names.push('delete');
  }

  @Get('forgotten') forgotten() {
    this.runs.names.push('forgotten');
  }

  @Get('public') @Public() public() {
    this.runs.names.push('public');
  }
}

@Authenticated()
class GuardedBase extends Handlers {
  @Get('kept') @Groups('admin') kept() {
    this.runs.names.push('kept');
  }

  @Get('overridden') @Groups('admin') overridden() {
    this.runs.names.push('overridden');
  }
}

@Controller('sub')
class OverridingController extends GuardedBase {
  @Get('overridden') override overridden() {
    this.runs.names.push('overridden by a subclass');
  }
}

@Controller('half-public')
@Public()
class HalfPublicController extends Handlers {
  @Get('open') open() {
    this.runs.names.push('open');
  }

  @Get('guarded') @Authenticated() guarded() {
    this.runs.names.push('guarded');
  }

  @Get('admin') @Groups('admin') admin() {
    this.runs.names.push('admin');
  }
}

describe.each(PLATFORMS)('decisions on %s', (platform) => {
  let fixture: TokenApi;
  let partnerKeys: KeyServer;
  let partners: TokenFactory;
  let kit: AttackKit;

  beforeAll(async () => {
    const keyServer = await KeyServer.start();
    partnerKeys = await KeyServer.start();
    partnerKeys.publish(PARTNER_POOL_ID, [key.jwk]);
    partners = new TokenFactory({ key, issuer: partnerKeys.issuer(PARTNER_POOL_ID), clientId: CLIENT_ID });
    fixture = await startTokenApi(platform, {
      key,
      keyServer,
      controllers: [ArticlesController, OverridingController, HalfPublicController],
      providers: [ArticlePolicies],
      options: {
        unguardedHandlers: 'deny',
        userPools: [
          userPool(keyServer),
          userPool(partnerKeys, { name: 'partners', userPoolId: PARTNER_POOL_ID }),
        ],
      },
    });
    kit = newAttackKit(fixture.tokens, keyServer.issuer('lure'));
  });

  afterAll(async () => {
    await fixture.stop();
    await partnerKeys.stop();
  });

  const get = (path: string, token?: string) => fixture.api.get(token, path);
  const denied = { status: 403, code: 'access_denied' } as const;
  const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;
  const admins = { 'cognito:groups': ['admin'] };

  it('S47 keeps the groups of two pools apart', async () => {
    const { tokens } = fixture;
    expectRefusal(await get('/articles/partner-admin', tokens.access(admins)), denied);
    expectGranted(await get('/articles/partner-admin', partners.access(admins)));
    expectRefusal(await get('/articles/admin', partners.access(admins)), denied);
    expectGranted(await get('/articles/admin', tokens.access(admins)));
    expectRefusal(await get('/articles/delete', partners.access(admins)), denied);
    expectRefusal(await get('/articles/not-suspended', partners.access(admins)), denied);
  });

  it.each([
    ['/articles/write', 'openid', 'api/write'],
    ['/articles/write', 'api/writer api/WRITE write', 'api/write'],
    ['/articles/write', undefined, 'api/write'],
    ['/articles/write', '', 'api/write'],
    ['/articles/write', 'api/write,api/list', 'api/write'],
    ['/articles/write-and-list', 'api/write', 'api/write api/list'],
    ['/articles/write-and-list', 'openid', 'api/write api/list'],
  ])('S49 names the scopes that %s needs to a token with the scope %j', async (path, scope, needed) => {
    expectRefusal(await get(path, fixture.tokens.access({ scope })), {
      status: 403,
      challenge: `Bearer realm="api", error="insufficient_scope", scope="${needed}"`,
      code: 'insufficient_scope',
    });
  });

  it('S49 lets a token with the scopes in', async () => {
    expectGranted(await get('/articles/write', fixture.tokens.access({ scope: 'openid api/write' })));
    expectGranted(await get('/articles/write', fixture.tokens.machine({ scope: 'api/write' })));
  });

  it('S50 sends no challenge where it is not a scope that is missing', async () => {
    for (const token of [
      fixture.tokens.access(),
      fixture.tokens.access({ 'cognito:groups': ['Admin', 'ADMIN'] }),
    ]) {
      expectRefusal(await get('/articles/admin', token), denied);
      expectRefusal(await get('/articles/delete', token), denied);
    }
    expectGranted(await get('/articles/delete', fixture.tokens.access(admins)));
  });

  it('S51 closes a handler that asks for nothing', async () => {
    expectRefusal(await get('/articles/forgotten', fixture.tokens.access(admins)), denied);
    expectRefusal(await get('/articles/forgotten', fixture.tokens.machine()), denied);
  });

  it('S52 judges authentication before authorization', async () => {
    const paths = ['forgotten', 'admin', 'delete', 'write', 'partner-admin', 'not-suspended'];
    for (const path of paths) expectRefusal(await get(`/articles/${path}`), anonymous);
  });

  it('S53 closes an overriding handler that does not repeat the requirement', async () => {
    for (const token of [fixture.tokens.access(), fixture.tokens.access(admins)]) {
      expectRefusal(await get('/sub/overridden', token), denied);
    }
    expectRefusal(await get('/sub/kept', fixture.tokens.access()), denied);
    expectGranted(await get('/sub/kept', fixture.tokens.access(admins)));
    expectRefusal(await get('/sub/overridden'), anonymous);
  });

  it.each(ofLines(CLAIM_ATTACKS, 'S62'))('S62 finds no group in $given', async ({ token }: Attack) => {
    expectRefusal(await get('/articles/admin', token(kit)), denied);
    expectRefusal(await get('/articles/delete', token(kit)), denied);
  });

  it.each(['graphql', 'ws', 'rpc', 'anything'])('S68 denies a %s context without a token', async (type) => {
    const { app } = fixture.api;
    const runs = app.get(HandlerRuns);
    const controller = app.get(ArticlesController);
    for (const name of ['forgotten', 'admin', 'delete'] as const) {
      const before = runs.names.length;
      // What Nest's own transports are made with.
      const run = app
        .get(ExternalContextCreator)
        .create(
          controller,
          controller[name],
          name,
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          type,
        );
      const outcome = await run({}, {}, { req: { headers: {}, rawHeaders: [] } }, {})
        .then((result: unknown) => (isObservable(result) ? firstValueFrom(result) : result))
        .catch((error: unknown) => error);
      expect(outcome).toBeInstanceOf(Error);
      // Castellan's own error, or GraphQL's with our code in its extensions.
      const { code, extensions } = outcome as { code?: unknown; extensions?: { code?: unknown } };
      expect(DENIALS).toContain(code ?? extensions?.code);
      expect(runs.names.length).toBe(before);
    }
  });

  it('S69 refuses a bad token on a public handler, and lets nobody and somebody in', async () => {
    for (const path of ['/articles/public', '/half-public/open']) {
      expectInvalidToken(await get(path, 'a.b.c'), 'token_malformed');
      expectInvalidToken(
        await get(path, fixture.tokens.access({ client_id: 'other' })),
        'token_client_not_allowed',
      );
      const open = await get(path);
      expect([open.answer.status, open.handlersRun.length]).toEqual([200, 1]);
      expect(open.answer.headers.get('vary')).toEqual(['Authorization']);
      expectGranted(await get(path, fixture.tokens.access()));
    }
  });

  it('S70 lets the requirement of a handler win over a public class', async () => {
    expectRefusal(await get('/half-public/guarded'), anonymous);
    expectRefusal(await get('/half-public/admin'), anonymous);
    expectRefusal(await get('/half-public/admin', fixture.tokens.access()), denied);
    expectGranted(await get('/half-public/guarded', fixture.tokens.access()));
  });
});
