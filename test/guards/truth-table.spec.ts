import { applyDecorators, Controller, Get, type Type } from '@nestjs/common';
import { CastellanModule, Groups, Public } from 'castellan';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

type Decorate = () => ClassDecorator & MethodDecorator;
type Statuses = readonly [number, number, number, number, number];

const NOTHING: Decorate = () => () => undefined;
const A: Decorate = () => Groups('a');
const B: Decorate = () => Groups('b');
const PUBLIC: Decorate = () => Public();
const both =
  (...decorators: Decorate[]): Decorate =>
  () =>
    applyDecorators(...decorators.map((decorate) => decorate()));

const CLOSED: Statuses = [401, 403, 403, 403, 403];
const OPEN: Statuses = [200, 200, 200, 200, 200];
const BY_A: Statuses = [401, 403, 200, 403, 200];
const BY_B: Statuses = [401, 403, 403, 200, 200];
const BY_BOTH: Statuses = [401, 403, 403, 403, 200];

/** What stands on the class, what on the handler, and who gets what. */
const COMBINATIONS: [string, Decorate, string, Decorate, Statuses][] = [
  ['nothing', NOTHING, 'nothing', NOTHING, CLOSED],
  ['nothing', NOTHING, 'a requirement', B, BY_B],
  ['nothing', NOTHING, '@Public', PUBLIC, OPEN],
  ['nothing', NOTHING, '@Public and a requirement', both(PUBLIC, B), BY_B],
  ['a requirement', A, 'nothing', NOTHING, BY_A],
  ['a requirement', A, 'a requirement', B, BY_BOTH],
  ['a requirement', A, '@Public', PUBLIC, BY_A],
  ['a requirement', A, '@Public and a requirement', both(PUBLIC, B), BY_BOTH],
  ['@Public', PUBLIC, 'nothing', NOTHING, OPEN],
  ['@Public', PUBLIC, 'a requirement', B, BY_B],
  ['@Public', PUBLIC, '@Public', PUBLIC, OPEN],
  ['@Public', PUBLIC, '@Public and a requirement', both(PUBLIC, B), BY_B],
  ['@Public and a requirement', both(PUBLIC, A), 'nothing', NOTHING, BY_A],
  ['@Public and a requirement', both(PUBLIC, A), 'a requirement', B, BY_BOTH],
  ['@Public and a requirement', both(PUBLIC, A), '@Public', PUBLIC, BY_A],
  ['@Public and a requirement', both(PUBLIC, A), '@Public and a requirement', both(PUBLIC, B), BY_BOTH],
];

function combination(index: number, onClass: Decorate, onHandler: Decorate): Type {
  @onClass()
  @Controller(`combination/${index}`)
  class CombinationController {
    @onHandler() @Get() handler() {}
  }
  return CombinationController;
}

@Groups('a')
abstract class GuardedBase {
  @Get('silent') silent() {}
  @Get('guarded') @Groups('b') guarded() {}
  @Get('repeated') @Groups('b') repeated() {}
  @Get('overridden') @Groups('b') overridden() {}
}

@Controller('inherited')
class InheritingController extends GuardedBase {
  @Get('own') own() {}
}

@Controller('overriding')
class OverridingController extends GuardedBase {
  @Get('repeated') @Groups('a') override repeated() {
    super.repeated();
  }
  @Get('overridden') override overridden() {
    super.overridden();
  }
}

class OverridingOnce extends GuardedBase {
  override overridden() {}
}

@Controller('overriding-twice')
class OverridingTwiceController extends OverridingOnce {
  @Get('overridden') override overridden() {}
  @Get('repeated') @Groups('b') override repeated() {}
}

@Controller('narrowed')
@Groups('b')
class NarrowedController extends GuardedBase {}

@Public()
abstract class PublicBase {
  @Get('silent') silent() {}
}

@Controller('public-base')
@Groups('a')
class GuardedSubController extends PublicBase {
  @Get('own') own() {}
}

@Controller('guarded-base')
@Public()
class PublicSubController extends GuardedBase {}

abstract class CrudController<Item> {
  protected readonly items: Item[] = [];
  @Get('list') list(): Item[] {
    return this.items;
  }
  @Get('audit') @Groups('b') audit() {}
}

@Controller('crud/of-a')
@Groups('a')
class CrudOfA extends CrudController<string> {}

@Controller('crud/public')
@Public()
class PublicCrud extends CrudController<number> {}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- TypeScript takes no other constructor for a mixin.
const Audited = <Base extends abstract new (...args: any[]) => object>(base: Base) => {
  abstract class AuditedController extends base {
    @Get('audited') @Groups('b') audited() {}
  }
  return AuditedController;
};

@Controller('mixin')
@Groups('a')
class MixedController extends Audited(Object) {}

@Controller('mixin-of-b')
class MixedTwiceController extends Audited(GuardedBase) {}

const ForBoth = () => applyDecorators(Groups('a'), Groups('b'));

@Controller('applied/class')
@ForBoth()
class AppliedToClass {
  @Get('silent') silent() {}
}

@Controller('applied/handler')
class AppliedToHandler {
  @Get('handler') @ForBoth() handler() {}
  @ForBoth() @Get('before') before() {}
}

@Controller('shared/one')
class SharingController {
  @Get() @Groups('a') one() {}
}

@Controller('shared/other')
class BorrowingController {
  @Groups('b') other() {}
}
// One function, and its route, in two classes.
BorrowingController.prototype.other = SharingController.prototype.one;

@Controller('bound')
class BoundController {
  @Get('handler') @Groups('a') handler() {}
  constructor() {
    this.handler = this.handler.bind(this);
  }
}

const INHERITANCE: [string, string, Statuses][] = [
  ['a handler that says nothing, by the class it is inherited from', '/inherited/silent', BY_A],
  ['an inherited handler, with the class it is inherited from', '/inherited/guarded', BY_BOTH],
  ['an own handler, by the class that is extended', '/inherited/own', BY_A],
  ['an overriding handler, by its own decorators and every class', '/overriding/repeated', BY_A],
  ['an overriding handler without a decorator: closed', '/overriding/overridden', CLOSED],
  ['one that was overridden without a decorator before: closed', '/overriding-twice/overridden', CLOSED],
  ['one that was overridden twice, by its own decorators', '/overriding-twice/repeated', BY_BOTH],
  ['a handler that says nothing, by both classes', '/narrowed/silent', BY_BOTH],
  ['an inherited handler, by both classes', '/narrowed/guarded', BY_BOTH],
  ['a guarded class that extends a public one', '/public-base/own', BY_A],
  ['a handler of a public class, in a guarded one', '/public-base/silent', BY_A],
  ['a public class that extends a guarded one', '/guarded-base/silent', BY_A],
  ['a guarded handler of a guarded class, in a public one', '/guarded-base/guarded', BY_BOTH],
  ['a generic base class, by the class that extends it', '/crud/of-a/list', BY_A],
  ['a guarded handler of a generic base class', '/crud/of-a/audit', BY_BOTH],
  ['a generic base class, where another extends it', '/crud/public/list', OPEN],
  ['a guarded handler of it, in a public class', '/crud/public/audit', BY_B],
  ['a handler of a mixin, with the class', '/mixin/audited', BY_BOTH],
  ['a handler of a mixin, with what the mixin extends', '/mixin-of-b/audited', BY_BOTH],
  ['composed decorators on a class', '/applied/class/silent', BY_BOTH],
  ['composed decorators on a handler', '/applied/handler/handler', BY_BOTH],
  ['composed decorators before the route', '/applied/handler/before', BY_BOTH],
  ['a function that two classes share, by what stands in the one', '/shared/one', BY_A],
  ['a function that two classes share, by what stands in the other', '/shared/other', BY_B],
  ['a handler that is bound in the constructor', '/bound/handler', BY_A],
];

describe.each(PLATFORMS)('which requirements apply on %s', (platform) => {
  let world: World;
  let listening: ListeningApp;
  let callers: Tokens[];

  beforeAll(async () => {
    world = await World.create({
      users: [
        { username: 'dave' },
        { username: 'alice', groups: ['a'] },
        { username: 'bob', groups: ['b'] },
        { username: 'carol', groups: ['a', 'b'] },
      ],
    });
    listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot({ ...world.options, unguardedHandlers: 'deny' })],
      controllers: [
        ...COMBINATIONS.map(([, onClass, , onHandler], index) => combination(index, onClass, onHandler)),
        InheritingController,
        OverridingController,
        OverridingTwiceController,
        NarrowedController,
        GuardedSubController,
        PublicSubController,
        CrudOfA,
        PublicCrud,
        MixedController,
        MixedTwiceController,
        AppliedToClass,
        AppliedToHandler,
        SharingController,
        BorrowingController,
        BoundController,
      ],
    });
    callers = [
      {},
      ...(await Promise.all(['dave', 'alice', 'bob', 'carol'].map((name) => world.tokens(name)))),
    ];
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  const statuses = async (path: string): Promise<number[]> => {
    const api = new Api(listening.url);
    return (await Promise.all(callers.map((tokens) => api.get(path, tokens)))).map(({ status }) => status);
  };

  it.each(
    COMBINATIONS.map(([onClass, , onHandler, , expected], index) => ({
      onClass,
      onHandler,
      index,
      expected,
    })),
  )('$onClass on the class and $onHandler on the handler', async ({ index, expected }) => {
    expect(await statuses(`/combination/${index}`)).toEqual(expected);
  });

  it.each(INHERITANCE)('%s', async (_name, path, expected) => {
    expect(await statuses(path)).toEqual(expected);
  });
});
