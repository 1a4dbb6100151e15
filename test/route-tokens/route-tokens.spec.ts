import { Controller, Get, Injectable, type Type } from '@nestjs/common';
import {
  allOf,
  anyOf,
  Authenticated,
  CastellanModule,
  type CastellanOptions,
  ConfigurationError,
  CurrentCaller,
  type Caller,
  Groups,
  groups,
  not,
  Pool,
  Public,
  Require,
  scopes,
  TokenUse,
} from 'castellan';
import { Api, type ApiAnswer } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const CUSTOMERS = 'eu-west-1_Customers';
const STAFF = 'eu-west-1_Staff';

/** What decorators for tracing, caching and the like do: they put a function of their own in place. */
function Wrapped(): MethodDecorator {
  return (_target, _name, descriptor) => {
    const original = descriptor.value as unknown as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return original.apply(this, args);
    } as never;
  };
}

@Controller('plain')
@Authenticated()
class PlainController {
  @Get('any') any() {}
  @Get('id') @TokenUse('id') id() {}
  @Get('staff') @Pool('staff') staff() {}
  @Get('each') @Pool('staff', 'customers') each() {}
  @Get('staff-id') @Pool('staff') @TokenUse('id') staffId() {}
  @Get('wrapped') @Wrapped() @Pool('staff') @TokenUse('id') wrapped() {}
}

@Controller('only')
class OnlyController {
  @Get('staff') @Pool('staff') staff() {}
  @Get('public') @Public() @Pool('staff') public(@CurrentCaller() caller: Caller) {
    return { kind: caller.kind };
  }
}

@Controller('class')
@Authenticated()
@TokenUse('id')
@Pool('customers', 'staff')
class GuardedController {
  @Get('nothing') nothing() {}
  @Get('access') @TokenUse('access') access() {}
  @Get('staff') @Pool('staff') staff() {}
  @Get('overridden') @Pool('staff') @TokenUse('access') overridden() {}
}

@Controller('sub')
@Authenticated()
@Pool('customers')
class SubController extends GuardedController {
  @Get('staff') @Pool('customers') @Authenticated() override staff() {}
}

@Controller('override')
class OverridingController extends GuardedController {
  @Get('overridden') @Authenticated() override overridden() {}
}

const USE = 'token_use_not_allowed';
const POOL = 'token_pool_not_allowed';

/** Route, then the code, or 200, for: a customer's access and ID token, a member of staff's access and ID token. */
const TABLE: [string, number | string, number | string, number | string, number | string][] = [
  ['/plain/any', 200, USE, 200, USE],
  ['/plain/id', USE, 200, USE, 200],
  ['/plain/staff', POOL, POOL, 200, USE],
  ['/plain/each', 200, USE, 200, USE],
  ['/plain/staff-id', POOL, POOL, USE, 200],
  ['/plain/wrapped', POOL, POOL, USE, 200],
  ['/only/public', POOL, POOL, 200, USE],
  ['/only/staff', POOL, POOL, 'access_denied', USE],
  ['/class/nothing', USE, 200, USE, 200],
  ['/class/access', 200, USE, 200, USE],
  ['/class/staff', POOL, POOL, USE, 200],
  ['/override/overridden', POOL, POOL, 200, USE],
];

describe.each(PLATFORMS)('the tokens of a route on %s', (platform) => {
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let tokens: string[];

  const optionsOf = (): CastellanOptions => ({
    unguardedHandlers: 'deny',
    userPools: [
      { name: 'customers', userPoolId: CUSTOMERS, clientIds: ['web'], tokenUse: 'access' },
      { name: 'staff', userPoolId: STAFF, clientIds: ['web'], tokenUse: 'access' },
    ].map((pool) => ({ ...pool, tokenUse: 'access' as const, issuer: keyServer.issuer(pool.userPoolId) })),
  });

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const [customers, staff] = [CUSTOMERS, STAFF].map((userPoolId) => {
      const key = newSigningKey(userPoolId);
      keyServer.publish(userPoolId, [key.jwk]);
      return new TokenFactory({ key, issuer: keyServer.issuer(userPoolId), clientId: 'web' });
    });
    tokens = [customers!.access(), customers!.id(), staff!.access(), staff!.id()];
    listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot(optionsOf())],
      controllers: [PlainController, OnlyController, GuardedController, OverridingController],
    });
  });

  afterAll(async () => {
    await listening.app.close();
    await keyServer.stop();
  });

  const ask = (path: string, accessToken?: string): Promise<ApiAnswer> =>
    new Api(listening.url).get(path, { accessToken });
  const outcome = ({ status, text }: ApiAnswer) =>
    status === 200 ? status : (JSON.parse(text) as { code: string }).code;

  it.each(TABLE)(
    'are judged at %s: access and ID tokens of customers, then of staff',
    async (path, ...expected) => {
      // Twice: a token that is remembered is judged again.
      const judged = async () => (await Promise.all(tokens.map((token) => ask(path, token)))).map(outcome);
      expect([await judged(), await judged()]).toEqual([expected, expected]);
    },
  );

  it('are refused with 401 and the challenge of a bad token', async () => {
    for (const [path, token] of [
      ['/plain/staff', tokens[0]],
      ['/plain/id', tokens[0]],
    ] as const) {
      const { status, headers } = await ask(path, token);
      expect([status, headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer realm="api", error="invalid_token"',
      ]);
    }
  });

  it('may be none where the handler is public', async () => {
    expect((await ask('/only/public')).json()).toEqual({ kind: 'anonymous' });
    expect((await ask('/only/public', tokens[2])).json()).toEqual({ kind: 'user' });
  });
});

describe('decorators about tokens', () => {
  const OPTIONS: CastellanOptions = {
    unguardedHandlers: 'deny',
    userPools: [
      { name: 'customers', userPoolId: CUSTOMERS, clientIds: ['web'], tokenUse: 'access' },
      { name: 'staff', userPoolId: STAFF, clientIds: ['web'], tokenUse: 'access' },
    ],
  };

  const start = async (
    controllers: Type[],
    providers: Type[] = [],
    options: Partial<CastellanOptions> = {},
  ): Promise<void> => {
    const imports = [CastellanModule.forRoot({ ...OPTIONS, ...options })];
    const { app } = await listeningApp('Express', { imports, controllers, providers });
    await app.close();
  };

  async function refusal(controllers: Type[], providers?: Type[]): Promise<string> {
    const error = await start(controllers, providers).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message;
  }

  it('let an application start whose pools are configured', async () => {
    await expect(start([PlainController, OnlyController, GuardedController])).resolves.toBeUndefined();
  });

  it('stop the start where a pool is not configured, on a handler, a class or a provider', async () => {
    @Controller()
    class HandlerController {
      @Get() @Pool('staff', 'partners') list() {}
    }
    @Controller()
    @Pool('Staff')
    class ClassController {
      @Get() list() {}
    }
    @Injectable()
    class Resolver {
      @Pool('partners') list() {}
    }
    expect(await refusal([HandlerController])).toBe(
      '@Pool of HandlerController.list names the user pool "partners", which is not configured. ' +
        'The configured pools are customers, staff.',
    );
    expect(await refusal([ClassController])).toContain('ClassController.list names the user pool "Staff"');
    expect(await refusal([], [Resolver])).toContain('Resolver.list names the user pool "partners"');
  });

  it('may name any pool where pools are looked up at run time', async () => {
    @Controller()
    class TenantController {
      @Get() @Pool('tenants') list() {}
    }
    await expect(start([TenantController], [], { resolvePool: () => undefined })).resolves.toBeUndefined();
  });

  it('stop the start where no pool is left', async () => {
    @Controller()
    @Pool('customers')
    class NarrowedController {
      @Get() @Pool('staff') list() {}
    }
    expect(await refusal([NarrowedController])).toContain(
      'NarrowedController.list accepts the tokens of no user pool',
    );
    // The overridden method accepts staff only, and that is not undone.
    expect(await refusal([SubController])).toContain(
      'SubController.staff accepts the tokens of no user pool',
    );
  });

  it('stop the start where a group is one of a pool that is not configured, however deep it stands', async () => {
    @Controller()
    class GroupsController {
      @Get() @Groups({ any: ['auditors'], pool: 'typo' }) list() {}
    }
    @Controller()
    @Require(anyOf(scopes('a/read'), allOf(scopes('b/read'), not(groups({ any: ['x'], pool: 'typo' })))))
    class ComposedController {
      @Get() list() {}
    }
    expect(await refusal([GroupsController])).toContain(
      'GroupsController.list asks for groups of the user pool "typo", which is not configured. ' +
        'The configured pools are customers, staff.',
    );
    expect(await refusal([ComposedController])).toContain('the user pool "typo", which is not configured');
    await expect(start([GroupsController], [], { resolvePool: () => undefined })).resolves.toBeUndefined();
  });

  it('stop the start where the groups are those of a pool whose tokens are not taken', async () => {
    @Controller()
    class DefaultPoolController {
      @Get() @Pool('staff') @Groups('admins') list() {}
    }
    @Controller()
    @Groups({ any: ['admins'], pool: 'staff' })
    class TwoPoolsController {
      @Get() @Groups('editors') list() {}
    }
    @Controller()
    @Pool('staff')
    class NotController {
      @Get() @Require(allOf(scopes('a/read'), not(groups('suspended')))) list() {}
    }
    @Controller()
    @Pool('staff')
    class NeitherController {
      @Get() @Require(not(anyOf(groups('admins'), scopes('a/read')))) list() {}
    }
    expect(await refusal([DefaultPoolController])).toMatch(
      /^DefaultPoolController.list .*it asks for groups of the user pool customers, and the handler takes the tokens of staff only/,
    );
    expect(await refusal([TwoPoolsController])).toMatch(
      /^TwoPoolsController.list .*it asks for groups of the user pools staff and customers/,
    );
    expect(await refusal([NotController])).toMatch(
      /^NotController.list .*it asks for groups of the user pool customers/,
    );
    expect(await refusal([NeitherController])).toContain('NeitherController.list');
  });

  it('let an application start whose groups may be those of the tokens', async () => {
    @Controller()
    @Pool('staff')
    class StaffController {
      @Get('a') @Groups({ any: ['admins'], pool: 'staff' }) named() {}
      @Get('b') @Require(anyOf(groups('admins'), scopes('a/read'))) either() {}
      @Get('d') @Require(anyOf(groups('admins'), groups({ any: ['admins'], pool: 'staff' }))) both() {}
    }
    await expect(start([StaffController])).resolves.toBeUndefined();
  });

  it.each<[string, () => unknown]>([
    ['@Pool()', () => Pool()],
    ["@Pool('')", () => Pool('')],
    ['@Pool(undefined)', () => Pool(undefined as unknown as string)],
    ["@TokenUse('refresh')", () => TokenUse('refresh' as 'id')],
    ['@TokenUse()', () => TokenUse(undefined as unknown as 'id')],
  ])('refuse %s when the class is loaded', (_name, decorate) => {
    expect(decorate).toThrow(ConfigurationError);
  });

  it('refuse two types of token on one place', () => {
    expect(() => {
      class Handlers {
        @TokenUse('id') @TokenUse('access') list() {}
      }
      return Handlers;
    }).toThrow('@TokenUse stands twice');
  });
});
