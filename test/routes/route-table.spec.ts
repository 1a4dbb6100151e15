import {
  All,
  Controller,
  Get,
  Injectable,
  type INestApplication,
  Module,
  Post,
  RequestMethod,
  Sse,
  type Type,
  Version,
  VERSION_NEUTRAL,
  VersioningType,
} from '@nestjs/common';
import { NestFactory, RouterModule, SerializedGraph } from '@nestjs/core';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  Can,
  CastellanModule,
  type CastellanOptions,
  Groups,
  Pool,
  Public,
  type RouteEntry,
  routesOf,
  RouteTable,
  Scopes,
  TokenUse,
} from 'castellan';
import { Api } from '../support/api.js';
import { listeningApp, PLATFORMS } from '../support/nest-app.js';

const OPTIONS: CastellanOptions = {
  userPools: [
    { name: 'customers', userPoolId: 'eu-west-1_Customers', clientIds: ['web'], tokenUse: 'access' },
    { name: 'staff', userPoolId: 'eu-west-1_Staff', clientIds: ['web'], tokenUse: 'access' },
  ],
};

@Controller(['articles', 'texts'])
@Public()
class ArticlesController {
  @Get() list() {
    return 'list';
  }
  @Get(['of/:id', 'by-id/:id/']) read() {
    return 'read';
  }
  @All('all') all() {
    return 'all';
  }
  @Get('neutral') @Version(VERSION_NEUTRAL) neutral() {
    return 'neutral';
  }
  @Get('both') @Version(['1', '2']) both() {
    return 'both';
  }
}

@Controller({ path: '/health/', version: VERSION_NEUTRAL })
@Public()
class HealthController {
  @Get() health() {
    return 'health';
  }
  @Get('live') live() {
    return 'live';
  }
}

@Controller()
@Public()
class RootController {
  @Get() root() {
    return 'root';
  }
}

@Module({ controllers: [ArticlesController] })
class ArticlesModule {}

@Module({
  imports: [
    CastellanModule.forRoot(OPTIONS),
    ArticlesModule,
    RouterModule.register([{ path: 'library', children: [{ path: 'shelf', module: ArticlesModule }] }]),
  ],
  controllers: [HealthController, RootController],
})
class PathsModule {}

const SETTINGS: [string, (app: INestApplication) => unknown][] = [
  ['nothing', () => undefined],
  ['a global prefix', (app) => app.setGlobalPrefix('/api/')],
  [
    'a global prefix with exceptions',
    (app) =>
      app.setGlobalPrefix('api', {
        exclude: ['health', { path: 'health/*rest', method: RequestMethod.GET }],
      }),
  ],
  ['versions in the path', (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' })],
  [
    'versions with a prefix and exceptions',
    (app) =>
      app.setGlobalPrefix('api', { exclude: ['library/shelf/articles'] }).enableVersioning({
        type: VersioningType.URI,
        prefix: 'release-',
        defaultVersion: ['1', VERSION_NEUTRAL],
      }),
  ],
];

interface Entrypoint {
  readonly type: string;
  readonly className: string;
  readonly methodName: string;
  readonly metadata: { readonly path: string; readonly requestMethod: string };
}

describe('the paths of the route table', () => {
  it.each(SETTINGS)('are those that Nest routes, with %s', async (_name, configure) => {
    const app = await NestFactory.create(PathsModule, new ExpressAdapter(), {
      snapshot: true,
      logger: false,
    });
    configure(app);
    await app.init();
    const { entrypoints } = JSON.parse(app.get(SerializedGraph).toString()) as {
      entrypoints: Record<string, Entrypoint[]>;
    };
    const routed = Object.values(entrypoints)
      .flat()
      .filter(({ type }) => type === 'http-endpoint')
      .map(({ metadata, className, methodName }) =>
        [`${metadata.requestMethod} ${metadata.path}`, `${className}.${methodName}`].join('  '),
      );
    const table = app.get(RouteTable).routes.map(({ route, handler }) => [route, handler].join('  '));
    expect([...table].sort()).toEqual([...new Set(routed)].sort());
    expect(table.length).toBeGreaterThan(10);
    await app.close();
  });

  it.each(
    PLATFORMS.flatMap((platform) => SETTINGS.map(([name, configure]) => ({ platform, name, configure }))),
  )('lead to their handlers on $platform with $name', async ({ platform, configure }) => {
    const { app, url } = await listeningApp(platform, { imports: [PathsModule] }, configure);
    for (const { route, handler } of app.get(RouteTable).routes) {
      const [method = '', path = ''] = route.split(' ');
      const target = path.replace(':id', '42');
      const answer = await new Api(url).request(method === 'ALL' ? 'PUT' : method, target);
      expect([route, answer.text]).toEqual([route, handler.split('.')[1]]);
    }
    await app.close();
  });

  it('have the versions beside them that are in a header', async () => {
    const { app, url } = await listeningApp('Express', { imports: [PathsModule] }, (created) => {
      created.enableVersioning({ type: VersioningType.HEADER, header: 'x-version', defaultVersion: '3' });
    });
    const both = app.get(RouteTable).routes.find(({ route }) => route === 'GET /library/shelf/texts/both');
    expect(both?.versions).toEqual(['1', '2']);
    const answer = await fetch(`${url}/library/shelf/texts/both`, { headers: { 'x-version': '2' } });
    expect(await answer.text()).toBe('both');
    await app.close();
  });
});

describe('the route table', () => {
  @Controller({ path: 'things', host: ':tenant.example.com' })
  @Groups('editors')
  class ThingsController {
    @Sse('events') @TokenUse('id') events() {}
    @Post(':id') @Pool('customers') @Can('update', 'Thing', { subject: () => ({}) }) update() {}
    @Get() @Public() @Can('list', 'Thing') list() {}
    @MessagePattern({ cmd: 'sum' }) sum() {}
    @EventPattern('done') done(what: unknown) {
      return what;
    }
  }
  @WebSocketGateway({ namespace: 'chat' })
  @Groups('editors')
  class ChatGateway {
    @SubscribeMessage('say') say() {}
  }
  @Resolver('Thing')
  class ThingResolver {
    @Query(() => String) @Scopes('things/read') thing() {}
    @Query(() => String, { name: 'renamed' }) @Public() other() {}
    @ResolveField('owner', () => String) @Groups('admins') owner() {}
    @ResolveField() __resolveType() {
      return 'Thing';
    }
  }
  @Injectable()
  class NeverMade {
    constructor() {
      throw new Error('It connects to a database.');
    }
  }
  const moduleOf = (options: Partial<CastellanOptions>): Type => {
    @Module({
      imports: [CastellanModule.forRoot({ ...OPTIONS, ...options })],
      controllers: [ThingsController],
      providers: [ChatGateway, ThingResolver, NeverMade],
    })
    class ThingsModule {}
    return ThingsModule;
  };

  it('is had without making a provider', async () => {
    const routes = await routesOf(moduleOf({}));
    const named = (route: string): RouteEntry | undefined => routes.find((entry) => entry.route === route);
    expect(routes.map(({ kind, route, handler }) => [kind, route, handler])).toEqual([
      ['graphql', 'Query.renamed', 'ThingResolver.other'],
      ['graphql', 'Query.thing', 'ThingResolver.thing'],
      ['graphql', 'Thing.owner', 'ThingResolver.owner'],
      ['http', 'GET /things', 'ThingsController.list'],
      ['http', 'POST /things/:id', 'ThingsController.update'],
      ['http', 'GET /things/events', 'ThingsController.events'],
      ['message', 'message "done"', 'ThingsController.done'],
      ['message', 'message {"cmd":"sum"}', 'ThingsController.sum'],
      ['websocket', 'websocket "chat" "say"', 'ChatGateway.say'],
    ]);
    expect(named('POST /things/:id')).toEqual({
      kind: 'http',
      route: 'POST /things/:id',
      hosts: [':tenant.example.com'],
      handler: 'ThingsController.update',
      public: false,
      unguarded: false,
      outline: {
        kind: 'allOf',
        members: [
          { kind: 'groups', any: ['editors'] },
          { kind: 'can', action: 'update', subject: 'Thing', loads: true },
        ],
      },
      requirement: 'allOf(groups(editors), can(update, Thing, loaded))',
      passes: [{ groups: [['editors']], also: ['can(update, Thing, loaded)'] }],
      pools: ['customers'],
      loads: 'all',
    });
    expect(named('GET /things')).toMatchObject({ public: true, loads: 'none' });
    expect(named('GET /things/events')).toMatchObject({ tokenUse: 'id', public: false });
    expect(named('Query.thing')).toMatchObject({ passes: [{ scopes: ['things/read'] }] });
    expect(named('websocket "chat" "say"')).toMatchObject({ requirement: 'groups(editors)' });
  });

  it('says what is guarded by something else', async () => {
    const routes = await routesOf(moduleOf({ unguardedDoors: ['websockets', 'microservices'] }));
    expect(routes.filter(({ guardedElsewhere }) => guardedElsewhere).map(({ kind }) => kind)).toEqual([
      'message',
      'message',
      'websocket',
    ]);
  });

  it('says what can be known where the options are made by a factory', async () => {
    @Module({
      imports: [CastellanModule.forRootAsync({ useFactory: () => OPTIONS })],
      controllers: [ThingsController],
    })
    class AsyncModule {}
    expect((await routesOf(AsyncModule)).map(({ unguarded }) => unguarded)).toEqual(Array(5).fill(false));
  });

  it('is data', async () => {
    const routes = await routesOf(moduleOf({}));
    expect(JSON.parse(JSON.stringify(routes))).toEqual(routes);
  });
});
