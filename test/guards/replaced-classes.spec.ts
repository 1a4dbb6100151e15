import { Controller, Get, Inject, Injectable, Module, Scope } from '@nestjs/common';
import { Authenticated, CastellanModule, Groups, Public, ReadableFields } from 'castellan';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

type AnyClass = new (...args: never[]) => object;

/** Class decorators as they were written before classes had private members. */
function replaced<Target extends AnyClass>(target: Target): Target {
  function Replacement(...args: never[]): object {
    return new target(...args);
  }
  Replacement.prototype = target.prototype as object;
  return Replacement as unknown as Target;
}

function proxied<Target extends AnyClass>(target: Target): Target {
  return new Proxy(target, {});
}

@Controller('replaced')
@Groups('admins')
@replaced
class ReplacedController {
  @Get('authenticated')
  @Authenticated()
  authenticated() {
    return 'for admins';
  }

  @Get('public')
  @Public()
  open() {
    return 'for admins';
  }
}

@Controller('proxied')
@Groups('admins')
@proxied
class ProxiedController {
  @Get()
  @Public()
  open() {
    return 'for admins';
  }
}

function status(): string {
  return 'status';
}

@Controller('renamed')
class RenamedController {
  constructor() {
    this.adminStatus = status.bind(undefined);
  }

  @Get('open')
  @Public()
  status(): string {
    return 'open';
  }

  @Get('admin')
  @Groups('admins')
  adminStatus(): string {
    return 'for admins';
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest {}

@Controller('per-request')
class PerRequestController {
  constructor(@Inject(PerRequest) readonly perRequest: PerRequest) {
    this.list = this.list.bind(this);
  }

  @Get()
  @Authenticated()
  @ReadableFields('Person')
  list() {
    return [{ name: 'Ann', salary: 'SECRET' }];
  }
}

@Module({})
class Nothing {}

describe.each(PLATFORMS)('on %s', (platform) => {
  let world: World;
  let listening: ListeningApp;
  let api: Api;
  let alice: Required<Tokens>;

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice' }], policies: [] });
    listening = await listeningApp(platform, {
      imports: [Nothing, CastellanModule.forRoot(world.options)],
      controllers: [ReplacedController, ProxiedController, RenamedController, PerRequestController],
      providers: [PerRequest],
    });
    api = new Api(listening.url);
    alice = await world.tokens('alice');
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  it.each(['/replaced/authenticated', '/replaced/public', '/proxied'])(
    'holds what is written on a class that a decorator replaced: %s',
    async (path) => {
      expect((await api.get(path, alice)).status).toBe(403);
      expect((await api.get(path, {})).status).not.toBe(200);
    },
  );

  it('takes the requirement of the method that Nest calls, not of one that a function is named after', async () => {
    expect((await api.get('/renamed/open', {})).status).toBe(200);
    expect((await api.get('/renamed/admin', {})).status).toBe(401);
    expect((await api.get('/renamed/admin', alice)).status).toBe(403);
  });

  it('closes a method that is bound anew for each request, since nothing can be put on it', async () => {
    const answer = await api.get('/per-request', alice);
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('SECRET');
  });
});
