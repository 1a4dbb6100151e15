import {
  authenticated,
  can,
  checkFields,
  ForAuthenticated,
  Policies,
  type Principal,
  type Rules,
} from 'castellan/express';
import type { Request } from 'express';
import { expectGranted, expectRefusal } from '../conformance/expect-answer.js';
import type { TokenApi } from '../conformance/token-api.js';
import { EXPRESS_VERSIONS, type ExpressApi, type RouteKit } from './express-api.js';
import { startExpressTokenApi } from './express-token-api.js';

/** The second lacks the field that the first has. */
const NOTES = [{ tenant: 'other' }, {}, { tenant: 'acme' }];

@Policies()
class NotePolicies {
  @ForAuthenticated()
  tenants({ can }: Rules, { claims }: Principal) {
    can('update', 'Note', { tenant: claims['custom:tenant'] as string });
    can('comment', 'Comment');
  }
}

function routes({ app, express, castellan, ran }: RouteKit): void {
  app.use(express.json());
  app.patch(
    '/notes/:index',
    castellan.require(
      checkFields(
        can('update', 'Note', {
          subject: ({ params }: Request<{ index: string }>) => NOTES[Number(params.index)],
        }),
      ),
    ),
    (_request, response) => {
      ran('update');
      response.json({});
    },
  );
  // What a handler should not do: it decides about the body itself.
  app.post('/notes', castellan.require(authenticated()), (request, response) => {
    request.castellan.ability.assert('update', 'Note', request.body as object);
    ran('create');
    response.json({});
  });
  const open = express.Router();
  open.use(castellan.public());
  open.get('/guarded', castellan.require(authenticated()), (_request, response) => {
    ran('guarded');
    response.json({});
  });
  app.use('/open', open);
}

describe.each(EXPRESS_VERSIONS)('policies and what callers send on %s', (version) => {
  let fixture: TokenApi<ExpressApi>;
  beforeAll(async () => {
    fixture = await startExpressTokenApi(version, { routes, options: { policies: [new NotePolicies()] } });
  });
  afterAll(() => fixture.stop());

  const denied = { status: 403, code: 'access_denied' } as const;
  const send = (method: string, path: string, tenant: unknown, body: string) =>
    fixture.api.send({
      method,
      path,
      body,
      headers: {
        authorization: `Bearer ${fixture.tokens.access({ 'custom:tenant': tenant })}`,
        'content-type': 'application/json',
      },
    });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['an object', { $ne: null }],
    ['a list', ['acme', null]],
  ])('S60 a claim that is %s opens nothing', async (_name, tenant) => {
    for (const index of NOTES.keys()) {
      expectRefusal(await send('PATCH', `/notes/${index}`, tenant, '{"text":"x"}'), denied);
    }
    expectRefusal(await send('POST', '/notes', tenant, '{"tenant":null}'), denied);
  });

  it('S60 a claim that is a text opens what it should', async () => {
    expectGranted(await send('PATCH', '/notes/2', 'acme', '{"text":"x"}'));
    expectRefusal(await send('PATCH', '/notes/0', 'acme', '{"text":"x"}'), denied);
    expectGranted(await send('POST', '/notes', 'acme', '{"tenant":"acme"}'));
  });

  it.each([
    '{"__caslSubjectType__":"Comment"}',
    '{"__caslSubjectType__":"all","tenant":"other"}',
    '{"constructor":{"modelName":"all","name":"Note"}}',
    '{"tenant":{"$ne":null}}',
    '{"constructor":{"prototype":{"tenant":"acme"}}}',
    '{"__proto__":{"tenant":"acme"}}',
  ])('S61 a body of %s does not choose its type, nor lend itself fields', async (body) => {
    expectRefusal(await send('POST', '/notes', 'acme', body), denied);
  });

  it.each(['{"__proto__":{"tenant":"acme"}}', '{"constructor":{"prototype":{"tenant":"acme"}}}'])(
    'S61 a change of %s is refused',
    async (body) => {
      expectRefusal(await send('PATCH', '/notes/2', 'acme', body), denied);
      expect(({} as { tenant?: unknown }).tenant).toBeUndefined();
    },
  );

  it('S70 lets the requirement of a route win over a router that is public', async () => {
    expectRefusal(await fixture.api.get(undefined, '/open/guarded'), {
      status: 401,
      challenge: 'Bearer realm="api"',
      code: 'authentication_required',
    });
    expectGranted(await fixture.api.get(fixture.tokens.access(), '/open/guarded'));
  });
});
