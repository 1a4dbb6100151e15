import {
  Body,
  Controller,
  Delete,
  type ExecutionContext,
  Get,
  type INestApplication,
  Patch,
  type Type,
} from '@nestjs/common';
import { ExternalContextCreator, ModulesContainer } from '@nestjs/core';
import {
  Authenticated,
  Can,
  CastellanModule,
  type CastellanOptions,
  CheckFields,
  ForEveryone,
  ForGroup,
  Groups,
  Policies,
  Public,
  type Rules,
  Subject,
  type UserPrincipal,
} from 'castellan';
import { asMachine, asUser, testUserPool, TokenFactory } from 'castellan/testing';
import { firstValueFrom, isObservable } from 'rxjs';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';

interface Article {
  readonly id: string;
  readonly authorId: string;
  readonly locked?: boolean;
  title?: string;
}

const ARTICLES: readonly Article[] = [
  { id: 'open', authorId: 'bob' },
  { id: 'locked', authorId: 'bob', locked: true },
];
const articleOfRequest = (context: ExecutionContext) => {
  const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
  return ARTICLES.find(({ id }) => id === params.id);
};

@Policies()
class ArticlePolicies {
  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', 'Article', { published: true });
  }

  @ForGroup('writers')
  writers({ can, cannot }: Rules, user: UserPrincipal) {
    can('update', 'Article');
    can('retitle', 'Article', { authorId: user.username });
    cannot('update', 'Article', ['authorId']);
  }

  @ForGroup('admins')
  admins({ can, cannot }: Rules) {
    can('manage', 'Article');
    cannot('delete', 'Article', { locked: true });
  }
}

@Controller('of-admins')
@Groups('admins')
class OfAdmins {
  @Get('silent') silent() {}
  @Get('public') @Public() public() {}
  @Get('writers') @Groups('writers') writers() {}
}

@Controller('of-anybody')
@Authenticated()
class OfAnybody {
  @Get('admins') @Groups('admins') admins() {}
}

@Controller('public')
@Public()
class OpenToTheWorld {
  @Get('admins') @Groups('admins') admins() {}
}

@Controller('groups')
class GroupQueries {
  static runs = 0;

  @Get('all-parts')
  @Groups({ any: ['writers', 'admins'], all: ['staff'], none: ['suspended'] })
  allParts() {}

  @Get('counted') @Groups('admins') counted() {
    GroupQueries.runs += 1;
  }
}

@Controller('articles')
class Articles {
  @Delete(':id') @Can('delete', 'Article', { subject: articleOfRequest }) remove() {}

  @Patch(':id')
  @Can('update', 'Article', { subject: () => ({ id: 'open', authorId: 'bob' }) })
  @CheckFields()
  update(@Subject() article: Article, @Body() changes: object) {
    return { ...article, ...changes };
  }

  @Get('without-loader') @Can('retitle', 'Article') withoutLoader() {}
  @Get('loads-nothing') @Can('retitle', 'Article', { subject: () => undefined }) loadsNothing() {}
  @Get('loads-null') @Can('retitle', 'Article', { subject: () => null }) loadsNull() {}
  @Get('loads-a-promise-of-nothing')
  @Can('retitle', 'Article', { subject: async () => undefined })
  loadsLater() {}
}

@Authenticated()
abstract class Base {
  @Get('kept') @Groups('admins') kept() {}
  @Get('overridden') @Groups('admins') overridden() {}
}

@Controller('derived')
class Derived extends Base {
  @Get('overridden') override overridden() {}
}

@Controller('either')
class TwoPatterns {
  @Get('mine') @Authenticated() mine() {
    return 'mine';
  }

  @Get(':id') @Groups('admins') one() {
    return 'one';
  }

  @Get(':id/notes') @Groups('nobody') notes() {
    return 'notes';
  }

  @Get('mine/:part') @Groups('admins') part() {
    return 'part';
  }
}

const CONTROLLERS = [OfAdmins, OfAnybody, OpenToTheWorld, GroupQueries, Articles, Derived, TwoPatterns];

describe.each(PLATFORMS)('pitfalls of authorization on %s', (platform) => {
  const factory = new TokenFactory();
  const options: CastellanOptions = {
    userPools: [testUserPool(factory, { name: 'customers' })],
    // One handler is closed on purpose.
    unguardedHandlers: 'deny',
  };
  const start = (changes: Partial<CastellanOptions> = {}, controllers: Type[] = CONTROLLERS) =>
    listeningApp(platform, {
      imports: [CastellanModule.forRoot({ ...options, ...changes })],
      controllers,
      providers: [ArticlePolicies],
    });
  let listening: ListeningApp;

  const nobody = {};
  const member = (...groups: string[]) => asUser(factory, { username: 'alice', groups });
  const ask = async (
    path: string,
    headers: Record<string, string> = {},
    { method = 'GET', body, at = listening }: { method?: string; body?: unknown; at?: ListeningApp } = {},
  ): Promise<Response> =>
    fetch(`${at.url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const statusOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).status;

  beforeAll(async () => {
    listening = await start();
  });

  afterAll(() => listening.app.close());

  it('class-level requirements are not ignored', async () => {
    expect(await statusOf('/of-admins/silent', nobody)).toBe(401);
    expect(await statusOf('/of-admins/silent', member('writers'))).toBe(403);
    expect(await statusOf('/of-admins/silent', member('admins'))).toBe(200);
  });

  it('class-level requirements do not override the stricter one of a handler', async () => {
    expect(await statusOf('/of-anybody/admins', member('writers'))).toBe(403);
    expect(await statusOf('/of-anybody/admins', member('admins'))).toBe(200);
    expect(await statusOf('/of-admins/writers', member('writers'))).toBe(403);
    expect(await statusOf('/of-admins/writers', member('admins'))).toBe(403);
    expect(await statusOf('/of-admins/writers', member('admins', 'writers'))).toBe(200);
  });

  it('a public class does not beat the requirement of a handler, nor a public handler that of its class', async () => {
    expect(await statusOf('/public/admins', nobody)).toBe(401);
    expect(await statusOf('/public/admins', member('writers'))).toBe(403);
    expect(await statusOf('/of-admins/public', nobody)).toBe(401);
    expect(await statusOf('/of-admins/public', member('writers'))).toBe(403);
  });

  it('the allowed groups are not dropped where there are required ones too', async () => {
    const cases: [string[], number][] = [
      [['staff'], 403],
      [['writers'], 403],
      [['writers', 'staff'], 200],
      [['admins', 'staff'], 200],
      [['admins', 'staff', 'suspended'], 403],
      [[], 403],
    ];
    for (const [groups, status] of cases) {
      expect([groups, await statusOf('/groups/all-parts', member(...groups))]).toEqual([groups, status]);
    }
  });

  it.each(['ws', 'rpc', 'graphql', 'unheard-of'])(
    'guards do not return true where there is no HTTP request: %s',
    async (type) => {
      const { app } = listening;
      GroupQueries.runs = 0;
      const controller = app.get(GroupQueries);
      const { counted } = controller;
      const creator = app.get(ExternalContextCreator);
      const none = undefined;
      // What Nest makes its own transports with.
      const run = creator.create(controller, counted, 'counted', none, none, none, none, none, type);
      const outcome = await run({}, {}, {}, {})
        .then((result: unknown) => (isObservable(result) ? firstValueFrom(result) : result))
        .then(
          (answer) => ({ answer }),
          (error: unknown) => ({ error }),
        );
      expect(outcome).toHaveProperty('error');
      expect(GroupQueries.runs).toBe(0);
    },
  );

  it('HEAD does not skip authorization and run the GET handler', async () => {
    GroupQueries.runs = 0;
    const head = (headers: Record<string, string>) =>
      statusOf('/groups/counted', headers, { method: 'HEAD' });
    expect(await head(nobody)).toBe(401);
    expect(await head(member('writers'))).toBe(403);
    expect(GroupQueries.runs).toBe(0);
    expect(await head(member('admins'))).toBe(200);
    expect(GroupQueries.runs).toBe(1);
  });

  it('a conditional cannot is not ignored where a relevant rule is unconditional', async () => {
    const remove = (id: string) => statusOf(`/articles/${id}`, member('admins'), { method: 'DELETE' });
    expect(await remove('locked')).toBe(403);
    expect(await remove('open')).toBe(200);
  });

  it('a conditional rule without a loaded subject does not allow', async () => {
    expect(await statusOf('/articles/without-loader', member('writers'))).toBe(403);
  });

  it.each(['loads-nothing', 'loads-null', 'loads-a-promise-of-nothing'])(
    'a loader that returned undefined does not allow: %s',
    async (path) => {
      expect(await statusOf(`/articles/${path}`, member('writers'))).toBe(404);
      expect(await statusOf(`/articles/${path}`, member('readers'))).toBe(403);
    },
  );

  it('field rules are not skipped for unconditional rules', async () => {
    const update = (body: unknown) => ask('/articles/open', member('writers'), { method: 'PATCH', body });
    expect(await (await update({ title: 'News' })).json()).toMatchObject({ title: 'News' });
    expect((await update({ authorId: 'alice' })).status).toBe(403);
    expect((await update({ title: 'News', authorId: 'alice' })).status).toBe(403);
    expect((await update({ authorId: { id: 'alice' } })).status).toBe(403);
  });

  it('denials do not come as 401', async () => {
    for (const headers of [member('readers'), asMachine(factory)]) {
      const answer = await ask('/groups/counted', headers);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
  });

  it('a subclass that overrides a guarded method does not open it', async () => {
    for (const headers of [member('readers'), member('admins')]) {
      expect(await statusOf('/derived/overridden', headers)).toBe(403);
    }
    expect(await statusOf('/derived/overridden', nobody)).toBe(401);
    expect(await statusOf('/derived/kept', member('readers'))).toBe(403);
    expect(await statusOf('/derived/kept', member('admins'))).toBe(200);
  });

  it('two applications in one process do not share options', async () => {
    const others = new TokenFactory({ userPoolId: 'eu-west-1_Others' });
    // The same controllers and policies, in front of another pool.
    const other = await start({ userPools: [testUserPool(others)], realm: 'other' });
    try {
      const ofOther = asUser(others, { groups: ['admins'] });
      expect(await statusOf('/groups/counted', ofOther, { at: other })).toBe(200);
      expect(await statusOf('/groups/counted', ofOther)).toBe(401);
      expect(await statusOf('/groups/counted', member('admins'), { at: other })).toBe(401);
      const challenges = await Promise.all(
        [listening, other].map(async (at) => (await ask('/groups/counted', {}, { at })).headers),
      );
      expect(challenges.map((headers) => headers.get('www-authenticate'))).toEqual([
        'Bearer realm="api"',
        'Bearer realm="other"',
      ]);
    } finally {
      await other.app.close();
    }
    expect(await statusOf('/groups/counted', member('admins'))).toBe(200);
  });

  it('no endpoint serves the policy, and nothing in a request sets groups', async () => {
    expect(controllersOf(listening.app)).toEqual(CONTROLLERS.map(({ name }) => name).sort());
    const guesses = [
      '',
      'castellan',
      'debug',
      'policies',
      'policy',
      'rules',
      'abilities',
      'groups',
      'routes',
    ];
    for (const guess of guesses) {
      expect([guess, await statusOf(`/${guess}`, member('admins'))]).toEqual([guess, 404]);
    }
    const claims = {
      'x-groups': 'admins',
      'x-user-groups': 'admins',
      'x-castellan-groups': 'admins',
      'cognito-groups': 'admins',
      'x-amzn-oidc-data': 'e30.eyJjb2duaXRvOmdyb3VwcyI6WyJhZG1pbnMiXX0.',
      cookie: 'groups=admins; cognito:groups=admins',
    };
    const path = '/groups/counted?groups=admins&cognito:groups=admins&groups[]=admins';
    expect(await statusOf(path, { ...member('readers'), ...claims })).toBe(403);
    expect(await statusOf(path, claims)).toBe(401);
  });

  it('the options of one application do not become the defaults of another through a shared object', async () => {
    const shared: { realm: string; userPools: CastellanOptions['userPools'] } = {
      realm: 'shared',
      userPools: deepFreeze(options.userPools),
    };
    const before = JSON.stringify(shared);
    const first = await start(shared);
    try {
      // Neither writes into the object, nor reads it again.
      expect(JSON.stringify(shared)).toBe(before);
      shared.realm = 'of tenant b';
      shared.userPools = [];
      const second = await start();
      try {
        const realms = await Promise.all(
          [first, second].map(async (at) =>
            (await ask('/groups/counted', {}, { at })).headers.get('www-authenticate'),
          ),
        );
        expect(realms).toEqual(['Bearer realm="shared"', 'Bearer realm="api"']);
        expect(await statusOf('/groups/counted', member('admins'), { at: first })).toBe(200);
      } finally {
        await second.app.close();
      }
    } finally {
      await first.app.close();
    }
  });

  it('two patterns that match one path are no error, and each handler keeps its own requirement', async () => {
    const read = async (path: string, ...groups: string[]) => {
      const answer = await ask(path, member(...groups));
      return [answer.status, answer.ok ? await answer.text() : ''];
    };
    expect(await read('/either/mine', 'readers')).toEqual([200, 'mine']);
    expect(await read('/either/other', 'readers')).toEqual([403, '']);
    expect(await read('/either/other', 'admins')).toEqual([200, 'one']);
    expect(await read('/either/mine/other', 'admins')).toEqual([200, 'part']);
    expect(await read('/either/other/notes', 'nobody')).toEqual([200, 'notes']);
    expect(await read('/either/other/notes', 'admins')).toEqual([403, '']);
    // The platforms choose differently here; each lets in exactly whom the chosen handler takes.
    const both = await Promise.all(['nobody', 'admins'].map((group) => read('/either/mine/notes', group)));
    expect(both.sort()).toEqual(
      platform === 'Express'
        ? [
            [200, 'notes'],
            [403, ''],
          ]
        : [
            [200, 'part'],
            [403, ''],
          ],
    );
  });
});

function controllersOf(app: INestApplication): string[] {
  return [...app.get(ModulesContainer).values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .map(({ name }) => String(name))
    .sort();
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
