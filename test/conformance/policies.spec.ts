import { Controller, type ExecutionContext, Get, Inject, Patch } from '@nestjs/common';
import { Can, CheckFields, ForAuthenticated, Policies, type Principal, type Rules } from 'castellan';
import { PLATFORMS } from '../support/nest-app.js';
import { expectGranted, expectRefusal } from './expect-answer.js';
import { type Exchange, HandlerRuns } from './protected-api.js';
import { startTokenApi, type TokenApi } from './token-api.js';

const ALICE = '00000000-0000-4000-8000-0000000a11ce';
const BOB = '00000000-0000-4000-8000-000000000b0b';

@Policies()
class OwnThings {
  @ForAuthenticated()
  own({ can, cannot }: Rules, caller: Principal) {
    can('read', 'Order', { ownerId: caller.sub });
    can('update', 'Profile', { ownerId: caller.sub });
    cannot('update', 'Profile', ['role', 'ownerId', 'limits.*']);
  }
}

const ORDERS = new Map([
  ['1', { ownerId: ALICE }],
  ['2', { ownerId: BOB }],
]);
const orderOfRequest = (context: ExecutionContext) =>
  ORDERS.get(context.switchToHttp().getRequest<{ params: { id: string } }>().params.id);

@Controller()
class ThingsController {
  constructor(@Inject(HandlerRuns) private readonly runs: HandlerRuns) {}

  @Get('orders/:id')
  @Can('read', 'Order', { subject: orderOfRequest, hideExistence: true })
  order() {
    this.runs.names.push('order');
    return {};
  }

  @Patch('profile')
  @Can('update', 'Profile', { subject: () => ({ ownerId: ALICE }) })
  @CheckFields({ nested: true })
  profile() {
    this.runs.names.push('profile');
    return {};
  }
}

describe.each(PLATFORMS)('decisions of policies on %s', (platform) => {
  let fixture: TokenApi;

  beforeAll(async () => {
    fixture = await startTokenApi(platform, { controllers: [ThingsController], providers: [OwnThings] });
  });
  afterAll(() => fixture.stop());

  const get = (path: string, sub = ALICE) => fixture.api.get(fixture.tokens.access({ sub }), path);
  const patch = (body: unknown, sub = ALICE): Promise<Exchange> =>
    fixture.api.send({
      method: 'PATCH',
      path: '/profile',
      headers: {
        authorization: `Bearer ${fixture.tokens.access({ sub })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });

  it('S58 answers for the order of another as for one that does not exist', async () => {
    expectGranted(await get('/orders/1'));
    const [hidden, missing] = [await get('/orders/2'), await get('/orders/3')];
    for (const exchange of [hidden, missing]) {
      expectRefusal(exchange, { status: 404, code: 'not_found' });
    }
    expect(hidden.answer.body).toBe(missing.answer.body);
    expect([...hidden.answer.headers.keys()]).toEqual([...missing.answer.headers.keys()]);
    expectGranted(await get('/orders/2', BOB));
  });

  it.each([
    { role: 'admin' },
    { name: 'Alice', role: 'admin' },
    { role: null },
    { ownerId: BOB },
    { limits: { daily: 1_000_000 } },
    { limits: null },
  ])('S59 refuses a change of the own profile by %j', async (body) => {
    expectRefusal(await patch(body), { status: 403, code: 'access_denied' });
  });

  it('S59 takes a change of the fields that are free, of the own profile', async () => {
    expectGranted(await patch({ name: 'Alice', address: { city: 'Brugge' } }));
    expectRefusal(await patch({ name: 'Alice' }, BOB), { status: 403, code: 'access_denied' });
  });
});
