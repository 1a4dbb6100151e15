import {
  applyDecorators,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  type NestInterceptor,
  Next,
  Res,
  SetMetadata,
  StreamableFile,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import {
  Authenticated,
  Can,
  CastellanModule,
  CurrentAbility,
  type CallerAbility,
  ForEveryone,
  ForGroup,
  Policies,
  Public,
  ReadableFields,
  type ReadableFieldsOptions,
  type Rules,
} from 'castellan';
import { Readable } from 'node:stream';
import { catchError, concat, from, map, type Observable, of } from 'rxjs';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const CLIENT_ID = 'fields_client';
const SECRET = 'a-salary-nobody-may-see';

class Employee {
  constructor(
    readonly name: string,
    readonly salary: string,
    readonly team = 'red',
  ) {}
  get pay() {
    return `pays ${this.salary}`;
  }
}
class Document {
  readonly #data = { name: 'Ann', salary: SECRET, team: 'red' };
  get team() {
    return this.#data.team;
  }
  toJSON() {
    return this.#data;
  }
}
const ANN = new Employee('Ann', SECRET);
const BEN = new Employee('Ben', SECRET, 'blue');
const people = [ANN, BEN];

@Policies()
class EmployeePolicies {
  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', 'Employee', ['name', 'team'], { team: 'red' });
  }

  @ForGroup('payroll')
  payroll({ can }: Rules) {
    can('read', 'Employee');
  }

  @ForGroup('interns')
  interns({ cannot }: Rules) {
    cannot('read', 'Employee', ['team']);
  }
}

/** What decorators for tracing and caching do: they put a function of their own in place. */
function Wrapped(): MethodDecorator {
  return (_target, _name, descriptor) => {
    const original = descriptor.value as unknown as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return original.apply(this, args);
    } as never;
  };
}

@Injectable()
class Swallow implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError(() => of({ ok: true, salary: SECRET })));
  }
}

@Injectable()
class Envelope implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

const Shown = (options?: ReadableFieldsOptions) =>
  applyDecorators(Public(), ReadableFields('Employee', options));

@Controller()
class EmployeesController {
  constructor() {
    this.bound = this.bound.bind(this);
  }

  @Get('one') @Shown() one() {
    return ANN;
  }
  @Get('plain') @Shown() plain() {
    return { name: ANN.name, salary: ANN.salary, team: ANN.team };
  }
  @Get('promise') @Shown() async promise() {
    return ANN;
  }
  @Get('observable') @Shown() observable() {
    return of(ANN);
  }
  @Get('observable-list') @Shown({ unreadable: 'omit' }) observableList() {
    return concat(of([]), from([people]));
  }
  @Get('document') @Shown() document() {
    return new Document();
  }
  @Get('omit') @Shown({ unreadable: 'omit' }) omit() {
    return people;
  }
  @Get('refuse') @Shown() refuse() {
    return people;
  }
  @Get('unreadable') @Shown({ unreadable: 'omit' }) unreadable() {
    return BEN;
  }
  @Get('items') @Shown({ at: 'page.items', unreadable: 'omit' }) items() {
    return { page: { items: people, total: 2 }, next: null };
  }
  @Get('nothing') @Shown() nothing() {
    return undefined;
  }
  @Get('null') @Shown() null() {
    return null;
  }
  @Get('empty') @Shown() empty() {
    return [];
  }
  @Get('wrapped') @Wrapped() @Shown() wrapped() {
    return ANN;
  }
  @Get('bound') @Shown() bound() {
    return ANN;
  }
  @Get('swallowed') @Shown() @UseInterceptors(Swallow) swallowed() {
    return SECRET;
  }
  @Get('swallowed-inside') @UseInterceptors(Swallow) @Shown() swallowedInside() {
    return BEN;
  }
  @Get('enveloped') @UseInterceptors(Envelope) @Shown() enveloped() {
    return ANN;
  }
  @Get('enveloped-above') @Shown() @UseInterceptors(Envelope) envelopedAbove() {
    return ANN;
  }
  @Get('header') @Shown() header(
    @Res({ passthrough: true }) response: { header(name: string, value: string): void },
  ) {
    response.header('x-set', 'yes');
    return ANN;
  }
  @Get('guarded') @Can('read', 'Employee') @ReadableFields('Employee') guarded() {
    return ANN;
  }
  @Get('signed-in') @Authenticated() @ReadableFields('Employee') signedIn(
    @CurrentAbility() ability: CallerAbility,
  ) {
    return ability.can('read', 'Employee', ANN) ? ANN : null;
  }

  @Get('text') @Shown() text() {
    return SECRET;
  }
  @Get('json') @Shown() json() {
    return JSON.stringify(ANN);
  }
  @Get('number') @Shown() number() {
    return 42;
  }
  @Get('buffer') @Shown() buffer() {
    return Buffer.from(SECRET);
  }
  @Get('stream') @Shown() stream() {
    return Readable.from([SECRET]);
  }
  @Get('file') @Shown() file() {
    return new StreamableFile(Buffer.from(SECRET));
  }
  @Get('map') @Shown() map() {
    return new Map([['salary', SECRET]]);
  }
  @Get('nested-list') @Shown() nestedList() {
    return [[ANN]];
  }
  @Get('list-of-text') @Shown() listOfText() {
    return [SECRET];
  }
  @Get('list-of-promises') @Shown() listOfPromises() {
    return [Promise.resolve(ANN)];
  }
  @Get('missing-path') @Shown({ at: 'items' }) missingPath() {
    return { salary: SECRET };
  }
  @Get('text-at-path') @Shown({ at: 'items' }) textAtPath() {
    return { items: SECRET };
  }
  @Get('list-around-path') @Shown({ at: 'items' }) listAroundPath() {
    return [{ items: [ANN] }];
  }
}

class BaseController {
  @Get('inherited') @Shown() inherited() {
    return ANN;
  }
  @Get('overridden') @Shown() overridden(): object {
    return {};
  }
}
@Controller('sub')
class SubController extends BaseController {
  @Get('overridden') @Public() override overridden() {
    return ANN;
  }
}

const key = newSigningKey('key-of-the-fields');
let keyServer: KeyServer;

beforeAll(async () => {
  keyServer = await KeyServer.start();
  keyServer.publish('eu-west-1_Fields', [key.jwk]);
});
afterAll(() => keyServer.stop());

const moduleOf = (...controllers: Type[]) => {
  @Module({
    imports: [
      CastellanModule.forRoot({
        userPools: [
          {
            userPoolId: 'eu-west-1_Fields',
            issuer: keyServer.issuer('eu-west-1_Fields'),
            clientIds: [CLIENT_ID],
            tokenUse: 'access',
          },
        ],
      }),
    ],
    controllers,
    providers: [EmployeePolicies],
  })
  class AppModule {}
  return { imports: [AppModule] };
};

describe.each(PLATFORMS)('readable fields on %s', (platform) => {
  let listening: ListeningApp;

  beforeAll(async () => {
    listening = await listeningApp(platform, moduleOf(EmployeesController, SubController));
  });
  afterAll(() => listening.app.close());

  const tokenOf = (...memberOf: string[]) =>
    new TokenFactory({ key, issuer: keyServer.issuer('eu-west-1_Fields'), clientId: CLIENT_ID }).access({
      'cognito:groups': memberOf,
    });
  const get = (path: string, ...memberOf: string[]) =>
    new Api(listening.url).get(path, memberOf.length > 0 ? { accessToken: tokenOf(...memberOf) } : {});
  const shown = { name: 'Ann', team: 'red' };

  it.each<[string, unknown]>([
    ['/one', shown],
    ['/plain', shown],
    ['/promise', shown],
    ['/observable', shown],
    ['/observable-list', [shown]],
    ['/document', shown],
    ['/omit', [shown]],
    ['/items', { page: { items: [shown], total: 2 }, next: null }],
    ['/empty', []],
    ['/wrapped', shown],
    ['/bound', shown],
    ['/enveloped', { data: shown }],
    ['/enveloped-above', { data: shown }],
    ['/header', shown],
    ['/sub/inherited', shown],
    ['/sub/overridden', shown],
  ])('shows nothing else at %s', async (path, expected) => {
    const answer = await get(path);
    expect([answer.status, answer.json()]).toEqual([200, expected]);
    expect(answer.text).not.toContain(SECRET);
  });

  it('shows everything to those who may read everything', async () => {
    expect((await get('/one', 'payroll')).json()).toEqual({ name: 'Ann', team: 'red', salary: SECRET });
    expect((await get('/omit', 'payroll')).json()).toHaveLength(2);
    expect((await get('/refuse', 'payroll')).status).toBe(200);
    expect((await get('/document', 'payroll')).json()).toEqual({ ...shown, salary: SECRET });
  });

  it('removes what is forbidden from what is allowed', async () => {
    expect((await get('/one', 'payroll', 'interns')).json()).toEqual({ name: 'Ann', salary: SECRET });
    expect((await get('/one', 'interns')).json()).toEqual({ name: 'Ann' });
  });

  it('sends nothing where there is nothing', async () => {
    expect((await get('/nothing')).text).toBe('');
    expect(['', 'null']).toContain((await get('/null')).text);
  });

  it('refuses what the caller may not read at all', async () => {
    for (const path of ['/refuse', '/unreadable', '/swallowed-inside']) {
      const anonymous = await get(path);
      expect([anonymous.status, anonymous.json()]).toMatchObject([401, { code: 'authentication_required' }]);
      const intern = await get(path, 'interns');
      expect([intern.status, intern.json()]).toMatchObject([403, { code: 'access_denied' }]);
      expect(anonymous.text + intern.text).not.toContain(SECRET);
    }
  });

  it.each([
    '/text',
    '/json',
    '/number',
    '/buffer',
    '/stream',
    '/file',
    '/map',
    '/nested-list',
    '/list-of-text',
    '/list-of-promises',
    '/missing-path',
    '/text-at-path',
    '/list-around-path',
    '/swallowed',
  ])('sends nothing of what it cannot filter: %s', async (path) => {
    for (const memberOf of [[], ['payroll']]) {
      const answer = await get(path, ...memberOf);
      expect([answer.status, answer.json()]).toMatchObject([500, { code: 'policy_failed' }]);
      expect(answer.text).not.toContain(SECRET);
    }
  });

  it('guards nothing by itself', async () => {
    expect((await get('/guarded', 'interns')).status).toBe(403);
    expect((await get('/guarded', 'payroll')).status).toBe(200);
    expect((await get('/signed-in')).status).toBe(401);
  });

  it('costs nothing where it is not', async () => {
    const { inherited } = SubController.prototype;
    const { one } = EmployeesController.prototype;
    const interceptorsOf = (handler: object) =>
      (Reflect.getMetadata('__interceptors__', handler) as unknown[] | undefined)?.length ?? 0;
    // Applications that share loaded controllers do not filter twice.
    expect([interceptorsOf(one), interceptorsOf(inherited), interceptorsOf(EmployeesController)]).toEqual([
      1, 1, 0,
    ]);
  });
});

describe('@ReadableFields in the wrong place', () => {
  it.each<[string, ParameterDecorator]>([
    ['@Res()', Res()],
    ['@Next()', Next()],
  ])(
    'keeps an application from starting where a handler writes its response itself, by %s',
    async (_what, parameter) => {
      @Controller()
      class OwnResponse {
        @Get() @Public() @ReadableFields('Employee') own(@parameter own: unknown) {
          return own;
        }
      }
      await expect(listeningApp('Express', moduleOf(OwnResponse))).rejects.toThrow(
        'OwnResponse.own has @ReadableFields and writes its response itself',
      );
    },
  );

  it('does not stand on a class, nor twice on a handler', () => {
    const onClass = ReadableFields('Employee') as ClassDecorator;
    expect(() => onClass(EmployeesController)).toThrow('stands on a class');
    expect(() => {
      class Twice {
        @ReadableFields('Employee') @SetMetadata('between', 1) @ReadableFields('Article') get() {}
      }
      return Twice;
    }).toThrow('stands twice');
  });

  it.each<[unknown, string]>([
    [{ path: 'items' }, 'path is not an option'],
    [{ at: '' }, 'at is a path'],
    [{ at: 'a..b' }, 'at is a path'],
    [{ unreadable: 'keep' }, "unreadable must be 'refuse' or 'omit'"],
    [{ action: '' }, 'The action must be a non-empty string'],
  ])('refuses the options %j', (options, message) => {
    expect(() => ReadableFields('Employee', options as ReadableFieldsOptions)).toThrow(message);
  });
});
