import { applyDecorators, Controller, Get, Head, type Type } from '@nestjs/common';
import {
  Authenticated,
  Can,
  CastellanModule,
  Claims,
  ForEveryone,
  ForGroup,
  Groups,
  Policies,
  Public,
  Require,
  type Rules,
  Scopes,
  anyOf,
  groups,
  scopes,
} from 'castellan';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

@Policies()
class ArticlePolicies {
  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', 'Article', { published: true });
  }

  @ForGroup('admins')
  admins({ can }: Rules) {
    can('manage', 'Article');
  }
}

const EditorsOfTheHouse = () => applyDecorators(Groups('editors'), Claims({ username: ['alice', 'dora'] }));
const published = () => ({ published: true });
const draft = () => ({ published: false });
const missing = () => undefined;
const fails = () => {
  throw new Error('The database is down.');
};
const never = () => new Promise<object>(() => undefined);

@Controller('plain')
class PlainController {
  @Get('nothing') nothing() {}
  @Get('authenticated') @Authenticated() authenticated() {}
  @Get('editors') @Groups('editors') editors() {}
  @Get('shout') @Groups('Editors') shout() {}
  @Get('scope') @Scopes('articles/read') scope() {}
  @Get('two-scopes') @Scopes('articles/read', 'articles/admin') twoScopes() {}
  @Get('composed') @EditorsOfTheHouse() composed() {}
  @Get('any') @Require(anyOf(groups('admins'), scopes('articles/write'))) any() {}
  @Get('public') @Public() public() {}
  @Get('published') @Public() @Can('read', 'Article', { subject: published }) published() {}
  @Get('draft') @Public() @Can('read', 'Article', { subject: draft }) draft() {}
  @Get('hidden') @Public() @Can('read', 'Article', { subject: draft, hideExistence: true }) hidden() {}
  @Get('missing') @Public() @Can('read', 'Article', { subject: missing }) missing() {}
  @Get('fails') @Public() @Can('read', 'Article', { subject: fails }) fails() {}
  @Get('never') @Public() @Can('read', 'Article', { subject: never }) never() {}
  @Get('unloaded') @Can('read', 'Article') unloaded() {}
}

@Controller('class')
@Groups('admins')
class GuardedController {
  @Get('nothing') nothing() {}
  @Get('scope') @Scopes('articles/read') scope() {}
  @Get('public') @Public() public() {}
}

@Controller('public')
@Public()
class PublicController {
  @Get('nothing') nothing() {}
  @Get('editors') @Groups('editors') editors() {}
}

@Authenticated()
abstract class BaseController {
  @Get('kept') @Groups('admins') kept() {}
  @Get('overridden') @Groups('admins') overridden() {}
}

@Controller('sub')
class SubController extends BaseController {
  @Get('overridden') override overridden() {}
  @Get('own') own() {}
}

const mixin = (group: string): Type => {
  @Controller('mixin')
  class MixinController {
    @Get() @Groups(group) list() {}
  }
  return MixinController;
};

@Controller('head')
class HeadController {
  static runs = 0;
  @Head('own') own() {}
  @Get('get') @Groups('admins') get() {
    HeadController.runs += 1;
  }
}

/** Route, then the status for: nobody, bob (no group), alice (editors), carol (admins), a program. */
const TABLE: [string, number, number, number, number, number][] = [
  ['/plain/nothing', 401, 403, 403, 403, 403],
  ['/plain/authenticated', 401, 200, 200, 200, 200],
  ['/plain/editors', 401, 403, 200, 403, 403],
  ['/plain/shout', 401, 403, 403, 403, 403],
  ['/plain/scope', 401, 403, 403, 403, 200],
  ['/plain/two-scopes', 401, 403, 403, 403, 403],
  ['/plain/composed', 401, 403, 200, 403, 403],
  ['/plain/any', 401, 403, 403, 200, 200],
  ['/plain/public', 200, 200, 200, 200, 200],
  ['/plain/published', 200, 200, 200, 200, 200],
  ['/plain/draft', 401, 403, 403, 200, 403],
  ['/plain/hidden', 404, 404, 404, 200, 404],
  ['/plain/missing', 404, 404, 404, 404, 404],
  ['/plain/fails', 500, 500, 500, 500, 500],
  ['/plain/never', 500, 500, 500, 500, 500],
  ['/plain/unloaded', 401, 403, 403, 200, 403],
  ['/class/nothing', 401, 403, 403, 200, 403],
  ['/class/scope', 401, 403, 403, 403, 403],
  ['/class/public', 401, 403, 403, 200, 403],
  ['/public/nothing', 200, 200, 200, 200, 200],
  ['/public/editors', 401, 403, 200, 403, 403],
  ['/sub/kept', 401, 403, 403, 200, 403],
  ['/sub/overridden', 401, 403, 403, 403, 403],
  ['/sub/own', 401, 200, 200, 200, 200],
  ['/mixin', 401, 403, 200, 403, 403],
  ['/head/own', 404, 404, 404, 404, 404],
];

describe.each(PLATFORMS)('requirements on %s', (platform) => {
  let world: World;
  let listening: ListeningApp;
  let api: Api;
  let callers: Tokens[];

  beforeAll(async () => {
    world = await World.create({
      users: [
        { username: 'bob' },
        { username: 'alice', groups: ['editors'] },
        { username: 'carol', groups: ['admins'] },
      ],
    });
    listening = await listeningApp(
      platform,
      {
        imports: [
          CastellanModule.forRoot({
            ...world.options,
            unguardedHandlers: 'deny',
            decisionTimeoutMilliseconds: 200,
          }),
        ],
        controllers: [
          PlainController,
          GuardedController,
          PublicController,
          SubController,
          mixin('editors'),
          HeadController,
        ],
        providers: [ArticlePolicies],
      },
      (app) => app.enableCors({ origin: ['https://app.example'] }),
    );
    api = new Api(listening.url);
    callers = [
      {},
      await world.tokens('bob'),
      await world.tokens('alice'),
      await world.tokens('carol'),
      { accessToken: await world.machineToken() },
    ];
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  it.each(TABLE)('decides %s for nobody, bob, alice, carol and a program', async (path, ...expected) => {
    const answers = await Promise.all(callers.map((tokens) => api.get(path, tokens)));
    expect(answers.map(({ status }) => status)).toEqual(expected);
  });

  it('names the scopes that are needed', async () => {
    const answer = await api.get('/plain/two-scopes', callers[4]);
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="articles/read articles/admin"',
    );
  });

  it('refuses a bad token on a public handler', async () => {
    const answer = await api.get('/plain/public', { accessToken: 'not.a.token' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_token"');
  });

  it('asks the same of HEAD as of GET, and runs nothing before', async () => {
    HeadController.runs = 0;
    const statuses = await Promise.all(
      callers.map(async ({ accessToken }) => {
        const headers = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
        return (await fetch(`${listening.url}/head/get`, { method: 'HEAD', headers })).status;
      }),
    );
    expect(statuses).toEqual([401, 403, 403, 200, 403]);
    expect(HeadController.runs).toBe(1);
  });

  it('keeps answers for one caller out of caches on the way', async () => {
    const [anonymous, bob] = callers;
    const open = await api.get('/plain/public', anonymous);
    expect(open.headers.get('cache-control')).toBeNull();
    expect(open.headers.get('vary')).toBe('Origin, Authorization');
    expect((await api.get('/plain/public', bob)).headers.get('cache-control')).toBe('no-store');
    expect((await api.get('/plain/authenticated', bob)).headers.get('cache-control')).toBe('no-store');
  });
});
