import {
  Controller,
  Get,
  Injectable,
  Logger,
  type ModuleMetadata,
  Post,
  Scope,
  type Type,
} from '@nestjs/common';
import {
  allOf,
  anyOf,
  Authenticated,
  Can,
  can,
  CastellanModule,
  type CastellanOptions,
  claim,
  ConfigurationError,
  ForAuthenticated,
  ForEveryone,
  ForGroup,
  ForMachine,
  Groups,
  groups,
  type MachinePrincipal,
  not,
  Policies,
  Pool,
  Public,
  Require,
  type Requirement,
  type Rules,
  Scopes,
  scopes,
  Subject,
  type SubjectLoader,
  TokenUse,
  type UserPrincipal,
} from 'castellan';
import { Api } from '../support/api.js';
import { listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

const OPTIONS: CastellanOptions = {
  userPools: [
    { name: 'customers', userPoolId: 'eu-west-1_Customers', clientIds: ['web'], tokenUse: 'access' },
    { name: 'staff', userPoolId: 'eu-west-1_Staff', clientIds: ['web'], tokenUse: 'access' },
  ],
};

async function start(
  parts: Pick<ModuleMetadata, 'controllers' | 'providers'>,
  options: Partial<CastellanOptions> = {},
): Promise<void> {
  const imports = [CastellanModule.forRoot({ ...OPTIONS, ...options })];
  const { app } = await listeningApp('Express', { imports, ...parts });
  await app.close();
}

async function refusal(controllers: Type[], providers: Type[] = []): Promise<string> {
  const error = await start({ controllers, providers }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).message;
}

describe('a decorator on something that is no handler', () => {
  const SECRET = Symbol('secret');

  it('stops the start, and is named with its class and its method', async () => {
    @Injectable()
    class MailService {
      @Groups('admins') send() {}
    }
    @Groups('admins')
    @Injectable()
    class AuditService {
      record() {}
    }
    @Controller('a')
    @Authenticated()
    class ArticlesController {
      @Get() list() {}
      @Scopes('a/write') private helper() {}
      @Pool('staff') [SECRET]() {}
      @Public() static open() {}
      protected readonly used = () => this.helper();
    }
    expect(await refusal([], [MailService])).toContain(
      '@Groups stands on MailService.send, which is no handler',
    );
    expect(await refusal([], [AuditService])).toContain(
      '@Groups stands on AuditService, which is neither a controller nor a resolver nor a gateway',
    );
    const message = await refusal([ArticlesController]);
    expect(message).toContain('@Scopes stands on ArticlesController.helper, which is no handler');
    expect(message).toContain('@Pool stands on ArticlesController.Symbol(secret), which is no handler');
    expect(message).toContain('@Public stands on ArticlesController.open, which is no handler');
    expect(message).toContain('Put it on a handler or on its class, or remove it.');
  });

  it('stops the start where a factory or a value provides the class', async () => {
    class Sender {
      @Groups('admins') send() {}
    }
    for (const provider of [
      { provide: Sender, useValue: new Sender() },
      { provide: 'sender', useFactory: () => new Sender() },
    ]) {
      await expect(start({ providers: [provider] })).rejects.toThrow('Sender.send, which is no handler');
    }
  });

  it('is nothing to complain of on base classes and overridden methods of controllers', async () => {
    @Authenticated()
    abstract class Base {
      @Get('kept') @Groups('a') kept() {}
      @Get('dropped') @Groups('a') dropped() {}
    }
    @Controller('a')
    class ArticlesController extends Base {
      override dropped() {}
    }
    await expect(start({ controllers: [ArticlesController] })).resolves.toBeUndefined();
  });
});

describe('a requirement that can never hold', () => {
  it('stops the start, and is named with its class, its method and its route', async () => {
    @Controller('groups')
    class GroupsController {
      @Get() @Groups({ any: ['admins'], none: ['admins'] }) list() {}
    }
    @Controller('class')
    @Groups({ none: ['suspended'] })
    class ClassController {
      @Post(':id') @Groups('suspended') update() {}
    }
    @Controller('nobody')
    class NobodyController {
      @Get() @Require(not(allOf(groups({ none: ['a'] }), scopes('s')))) possible() {}
      @Get('impossible') @Require(allOf(claim('tier', 'gold'), claim('tier', 'silver'))) impossible() {}
    }
    @Controller('tokens')
    @TokenUse('id')
    class TokensController {
      @Get() @Scopes('a/read') list() {}
    }
    expect(await refusal([GroupsController])).toContain(
      'GroupsController.list (GET /groups) requires groups(admins; none of admins), which can never hold: ' +
        'it asks for the group admins and excludes it.',
    );
    expect(await refusal([ClassController])).toContain(
      'ClassController.update (POST /class/:id) requires allOf(',
    );
    const nobody = await refusal([NobodyController]);
    expect(nobody).toContain('NobodyController.impossible');
    expect(nobody).not.toContain('NobodyController.possible');
    expect(await refusal([TokensController])).toContain('ID tokens, which have no scopes');
  });

  it('is known from the tokens of the only pools that are accepted', async () => {
    @Controller()
    class ScopesController {
      @Get() @Scopes('a/read') list() {}
    }
    const userPools = OPTIONS.userPools.map((pool) => ({ ...pool, tokenUse: 'id' as const }));
    await expect(start({ controllers: [ScopesController] }, { userPools })).rejects.toThrow(
      'which have no scopes',
    );
    await expect(
      start({ controllers: [ScopesController] }, { userPools: [userPools[0]!, OPTIONS.userPools[1]!] }),
    ).resolves.toBeUndefined();
  });
});

describe('an instance that nothing can load', () => {
  @Injectable()
  class ThingById implements SubjectLoader {
    load() {
      return {};
    }
  }
  @Controller('things')
  class ThingsController {
    @Get(':id')
    @Can('read', 'Thing', { subject: ThingById })
    read(@Subject() thing: object, @Subject(ThingById) again: object) {
      return { thing, again };
    }
  }

  it('stops the start where its loader is no provider, in a composition too', async () => {
    @Controller('composed')
    class ComposedController {
      @Get(':id')
      @Require(anyOf(groups('admins'), not(can('hide', 'Thing', { subject: ThingById }))))
      read() {}
    }
    expect(await refusal([ThingsController])).toContain(
      'ThingsController.read (GET /things/:id): The subject loader ThingById is not a provider of this application.',
    );
    expect(await refusal([ComposedController])).toContain(
      'ComposedController.read (GET /composed/:id): The subject',
    );
    const provided = { controllers: [ThingsController, ComposedController], providers: [ThingById] };
    await expect(start(provided)).resolves.toBeUndefined();
  });

  it('stops the start where its loader is made for each request', async () => {
    for (const scope of [Scope.REQUEST, Scope.TRANSIENT]) {
      const provider = { provide: ThingById, useClass: ThingById, scope };
      await expect(start({ controllers: [ThingsController], providers: [provider] })).rejects.toThrow(
        'Request-scoped loaders are not supported.',
      );
    }
  });

  it.each<[string, unknown, string]>([
    ['a string', 'Thing', 'must be an injectable class with a load method, or a function'],
    ['an object', {}, 'must be an injectable class with a load method, or a function'],
    [
      'a class without load',
      class Loadless {
        find() {}
      },
      'The subject loader Loadless is a class without a method load',
    ],
  ])('stops the start where its loader is %s', async (_name, subject, message) => {
    @Controller('wrong')
    class WrongController {
      @Get() @Can('read', 'Thing', { subject: subject as Type<SubjectLoader> }) read() {}
    }
    expect(await refusal([WrongController])).toContain(`WrongController.read (GET /wrong): The subject`);
    expect(await refusal([WrongController])).toContain(message);
  });

  it('stops the start where @Subject() asks for what no requirement loads', async () => {
    @Controller('none')
    class NoneController {
      @Get() @Can('read', 'Thing') read(@Subject() thing: object) {
        return thing;
      }
    }
    @Controller('other')
    class OtherController {
      @Get() @Can('read', 'Thing', { subject: () => ({}) }) read(@Subject(ThingById) thing: object) {
        return thing;
      }
    }
    expect(await refusal([NoneController])).toContain(
      'NoneController.read (GET /none): @Subject() asks for an instance and nothing loads it. Add @Can(action, type, ' +
        '{ subject: Loader })',
    );
    expect(await refusal([OtherController], [ThingById])).toContain(
      'OtherController.read (GET /other): @Subject(ThingById) asks for an instance',
    );
  });

  it('is nothing to complain of where a requirement of the application may load it', async () => {
    const load = () => ({});
    const loading: Requirement = {
      immediate: false,
      decide: (context) => can('read', 'Thing', { subject: load }).decide(context),
      describe: () => 'loading',
    };
    @Controller('own')
    class OwnController {
      @Get() @Require(loading) read(@Subject() thing: object) {
        return thing;
      }
    }
    await expect(start({ controllers: [OwnController] })).resolves.toBeUndefined();
  });
});

describe('a policy that waits', () => {
  it('stops the start', async () => {
    @Policies()
    class WaitingPolicies {
      @ForEveryone()
      async everyone({ can: allow }: Rules) {
        await Promise.resolve();
        allow('read', 'Thing');
      }
    }
    expect(await refusal([], [WaitingPolicies])).toContain(
      'WaitingPolicies.everyone is a policy and async, so its rules would come too late to count.',
    );
  });
});

describe('a handler without a requirement', () => {
  @Controller('articles')
  class ArticlesController {
    @Get() @Public() list() {}
    @Get('forgotten') forgotten() {}
  }
  @Authenticated()
  class Base {
    @Get('overridden') @Groups('a') overridden() {}
  }
  @Controller('sub')
  class SubController extends Base {
    @Get('overridden') override overridden() {}
  }

  afterEach(() => {
    Logger.overrideLogger(false);
    jest.restoreAllMocks();
  });

  it('stops the start, and all of them are named', async () => {
    const message = await refusal([ArticlesController, SubController]);
    expect(message).toContain('GET /articles/forgotten: ArticlesController.forgotten has no requirement.');
    expect(message).toContain('GET /sub/overridden: SubController.overridden overrides a handler');
    expect(message).toContain("set unguardedHandlers: 'warn' or 'deny'");
    expect(message).not.toContain('ArticlesController.list');
  });

  it.each(PLATFORMS)('stays closed on %s where the application starts all the same', async (platform) => {
    const world = await World.create({ users: [{ username: 'alice', groups: ['a'] }] });
    const warnings = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    for (const [unguardedHandlers, count] of [
      ['warn', 2],
      ['deny', 0],
    ] as const) {
      warnings.mockClear();
      const { app, url } = await listeningApp(platform, {
        imports: [CastellanModule.forRoot({ ...world.options, unguardedHandlers })],
        controllers: [ArticlesController, SubController],
      });
      const api = new Api(url);
      const alice = await world.tokens('alice');
      for (const path of ['/articles/forgotten', '/sub/overridden']) {
        expect([(await api.get(path)).status, (await api.get(path, alice)).status]).toEqual([401, 403]);
      }
      expect((await api.get('/articles')).status).toBe(200);
      expect(warnings).toHaveBeenCalledTimes(count);
      await app.close();
    }
    await world.stop();
  });

  it('has a mode of a name that is known', async () => {
    await expect(start({}, { unguardedHandlers: 'ignore' as 'deny' })).rejects.toThrow(
      `unguardedHandlers must be 'refuse', 'warn' or 'deny', found "ignore".`,
    );
  });
});

describe.each(PLATFORMS)('a conditional rule without a loader on %s', (platform) => {
  @Policies()
  class ArticlePolicies {
    @ForEveryone()
    everyone({ can }: Rules) {
      can('read', 'Article', { published: true });
      can('list', 'Article');
    }

    @ForGroup('editors')
    editors({ can }: Rules) {
      can('update', 'Article', { locked: false });
    }

    @ForMachine()
    importers({ can }: Rules, machine: MachinePrincipal) {
      can('import', 'Article', { client: machine.clientId });
    }

    @ForAuthenticated()
    captains({ can }: Rules, user: UserPrincipal) {
      if (user.username === 'alice') can('steer', 'Article', { captain: 'alice' });
    }
  }

  const document = {
    version: 1,
    policies: [
      {
        name: 'owners',
        appliesTo: { kind: 'group', group: 'owners' },
        rules: [{ can: 'delete', subject: 'Article', conditions: { authorId: '${user.sub}' } }],
      },
    ],
  };
  const load = () => JSON.stringify(document);

  @Controller('articles')
  @Authenticated()
  class ArticlesController {
    @Get() @Can('list', 'Article') list() {}
    @Get('loaded') @Can('read', 'Article', { subject: () => ({ published: true }) }) loaded() {}
    @Get('read') @Can('read', 'Article') read() {}
    @Post('update') @Can('update', 'Article') update() {}
    @Post('delete') @Can('delete', 'Article') delete() {}
    @Post('import') @Can('import', 'Article') import() {}
    @Post('steer') @Can('steer', 'Article') steer() {}
  }

  it('is named at the start, or at the first denial where it depends on a claim, once', async () => {
    const world = await World.create({
      users: [{ username: 'bob' }, { username: 'alice', groups: ['editors'] }],
    });
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { app, url } = await listeningApp(platform, {
      imports: [CastellanModule.forRoot({ ...world.options, policyDocuments: [{ name: 'deletion', load }] })],
      controllers: [ArticlesController],
      providers: [ArticlePolicies],
    });
    const warnings = () => warn.mock.calls.map(([line]) => line as unknown as string);
    const named = (method: string, route: string, about: string) =>
      expect.stringMatching(
        `^ArticlesController[.]${method} [(]POST /articles/${route}[)]: a rule about ${about} has .*Add { subject`,
      ) as string;
    expect(warnings()).toEqual([
      named('delete', 'delete', 'delete Article'),
      named('import', 'import', 'import Article'),
      expect.stringMatching(
        /^ArticlesController\.read \(GET \/articles\/read\): a rule about read Article has/,
      ),
      named('update', 'update', 'update Article'),
    ]);

    const api = new Api(url);
    const [bob, alice] = [await world.tokens('bob'), await world.tokens('alice')];
    const statuses = [];
    for (const tokens of [bob, alice, alice]) {
      statuses.push((await api.request('POST', '/articles/steer', tokens)).status);
      statuses.push((await api.request('POST', '/articles/update', tokens)).status);
    }
    for (const path of ['', '/loaded', '/read'])
      statuses.push((await api.get(`/articles${path}`, alice)).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 200, 200, 403]);
    expect(warnings().slice(4)).toEqual([named('steer', 'steer', 'steer Article')]);
    await app.close();
    await world.stop();
    jest.restoreAllMocks();
  });
});
