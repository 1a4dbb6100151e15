import { Body, Controller, Patch, Post } from '@nestjs/common';
import {
  Authenticated,
  type CallerAbility,
  Can,
  CastellanModule,
  CheckFields,
  CurrentAbility,
  ForAuthenticated,
  Policies,
  type Principal,
  type Rules,
  Subject,
} from 'castellan';
import { ANONYMOUS, PolicySet } from 'castellan/core';
import { asUser, testUserPool, TokenFactory } from 'castellan/testing';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';

/** Rules as JavaScript writes them, or TypeScript with a cast: nothing but the run-time checks is left. */
type AnyRule = (...args: readonly unknown[]) => unknown;
type AnyRules = Readonly<Record<'can' | 'cannot', AnyRule>>;

function abilityOf(build: (rules: AnyRules) => void): CallerAbility {
  const policy = {
    source: 'Traps.all',
    appliesTo: { kind: 'everyone' as const },
    build: (rules: Rules) => build(rules as unknown as AnyRules),
  };
  return new PolicySet([policy], { defaultPool: 'customers' }).abilityFor(ANONYMOUS);
}

describe('what CASL lets through by itself', () => {
  const lackingIt = [{}, { tenant: null }, { tenant: undefined }, { tenant: 'other' }];

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['{ $ne: null }', { $ne: null }],
    ['{ $exists: true } of a parsed text', JSON.parse('{"$exists":"x"}')],
    ['{ $gte: "" } of a list', { $gte: [] }],
    ['{}', {}],
  ])('a condition value of %s matches no object that lacks the field, nor any other', (_name, value) => {
    const ability = abilityOf(({ can }) => {
      can('read', 'Article', { tenant: value });
      can('read', 'Article', ['title'], { tenant: value });
    });
    for (const instance of [undefined, ...lackingIt]) {
      expect(ability.decide('read', 'Article', instance)).toMatchObject({
        granted: false,
        reason: 'rule',
        unbuiltRules: [expect.stringContaining('was not built'), expect.stringContaining('was not built')],
      });
      expect(ability.can('read', 'Article', instance, 'title')).toBe(false);
    }
    expect(ability.accessible('read', 'Article').filter(lackingIt)).toEqual([]);
  });

  it('a condition value of undefined does not make a prohibition match nothing', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('read', 'Article');
      cannot('read', 'Article', { tenant: undefined });
    });
    expect(ability.accessible('read', 'Article').filter(lackingIt)).toEqual([]);
  });

  it('a question about the type alone does not ignore conditions', () => {
    const conditional = abilityOf(({ can }) => can('update', 'Article', { authorId: 'alice' }));
    expect(conditional.decide('update', 'Article')).toMatchObject({ reason: 'subject_not_loaded' });
    const forbidding = abilityOf(({ can, cannot }) => {
      can('update', 'Article');
      cannot('update', 'Article', { locked: true });
    });
    expect(forbidding.decide('update', 'Article')).toMatchObject({ reason: 'subject_not_loaded' });
    for (const type of ['Article', Date, () => undefined]) {
      expect(conditional.decide('update', 'Article', type)).toMatchObject({ reason: 'policy_failed' });
    }
  });

  it('a question without a field is not granted because some field is', () => {
    const ability = abilityOf(({ can }) => can('update', 'Article', ['title']));
    expect(ability.can('update', 'Article', {})).toBe(false);
    expect(ability.can('update', 'Article', {}, '')).toBe(false);
    expect(ability.decideFields('update', 'Article', {}, []).granted).toBe(false);
    expect(ability.decideFields('update', 'Article', {}, ['title', undefined as never]).granted).toBe(false);
    expect(ability.can('update', 'Article', {}, 'title')).toBe(true);
  });

  it.each([undefined, null, '', 0, {}, []])(
    '%j as action or subject does not match manage and all',
    (wrong) => {
      const ability = abilityOf(({ can }) => can('manage', 'all'));
      expect(ability.decide(wrong as string, 'Article', {})).toMatchObject({ reason: 'policy_failed' });
      expect(ability.decide('read', wrong as string, {})).toMatchObject({ reason: 'policy_failed' });
      expect(ability.can('read', 'Article', {})).toBe(true);
    },
  );

  it('an instance does not choose its own type', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('update', 'Comment');
      can('update', 'Article', { authorId: 'alice' });
      cannot('update', 'Secret');
    });
    const instances = [
      { __caslSubjectType__: 'Comment' },
      JSON.parse('{"__caslSubjectType__":"Comment","__proto__":{"authorId":"alice"}}') as object,
      JSON.parse('{"constructor":{"modelName":"Comment","name":"Comment"}}') as object,
      Object.assign({}, JSON.parse('{"__proto__":{"authorId":"alice"}}')) as object,
      new (class Comment {
        readonly published = true;
      })(),
    ];
    for (const instance of instances) {
      expect(ability.decide('update', 'Article', instance)).toMatchObject({ reason: 'rule' });
      expect(ability.can('update', 'Secret', instance)).toBe(false);
    }
  });
});

@Policies()
class NotePolicies {
  @ForAuthenticated()
  own({ can, cannot }: Rules, caller: Principal) {
    // What a policy does that trusts its claims.
    const tenant = caller.claims['custom:tenant'] as string;
    can('update', 'Note', { tenant });
    can('comment', 'Note');
    cannot('comment', 'Note', { tenant });
  }
}

interface Note {
  readonly tenant?: string | null;
}

const NOTES: Note[] = [{}, { tenant: null }, { tenant: 'acme' }];

@Controller('notes')
class NotesController {
  static changed = 0;

  @Patch(':index')
  @Can('update', 'Note', {
    subject: (context) =>
      NOTES[Number(context.switchToHttp().getRequest<{ params: { index: string } }>().params.index)],
  })
  @CheckFields()
  update(@Subject() note: Note) {
    NotesController.changed += 1;
    return note;
  }

  /** What a handler should not do: it decides about the body itself. */
  @Post()
  @Authenticated()
  create(@Body() body: object, @CurrentAbility() ability: CallerAbility) {
    ability.assert('update', 'Note', body);
    NotesController.changed += 1;
    return {};
  }

  @Post('commented')
  @Authenticated()
  comment(@Body() body: object, @CurrentAbility() ability: CallerAbility) {
    ability.assert('comment', 'Note', body);
    NotesController.changed += 1;
    return {};
  }
}

describe.each(PLATFORMS)('what CASL lets through by itself, over HTTP on %s', (platform) => {
  const factory = new TokenFactory();
  let listening: ListeningApp;
  const send = async (method: string, path: string, tenant: unknown, body: string): Promise<Response> =>
    fetch(`${listening.url}${path}`, {
      method,
      headers: {
        ...asUser(factory, { claims: { 'custom:tenant': tenant } }),
        'content-type': 'application/json',
      },
      body,
    });

  beforeAll(async () => {
    listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot({ userPools: [testUserPool(factory)] })],
      controllers: [NotesController],
      providers: [NotePolicies],
    });
  });
  afterAll(() => listening.app.close());
  beforeEach(() => {
    NotesController.changed = 0;
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['an object', { $ne: null }],
    ['a list', ['acme', null]],
  ])('S60 a claim that is %s opens nothing', async (_name, tenant) => {
    for (const index of NOTES.keys()) {
      const answer = await send('PATCH', `/notes/${index}`, tenant, '{"text":"x"}');
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([403, null]);
    }
    expect((await send('POST', '/notes', tenant, '{"tenant":null}')).status).toBe(403);
    expect((await send('POST', '/notes/commented', tenant, '{"tenant":"other"}')).status).toBe(403);
    expect(NotesController.changed).toBe(0);
  });

  it('S60 a claim that is a text opens what it should', async () => {
    expect((await send('PATCH', '/notes/2', 'acme', '{"text":"x"}')).status).toBe(200);
    expect((await send('PATCH', '/notes/0', 'acme', '{"text":"x"}')).status).toBe(403);
    expect((await send('POST', '/notes', 'acme', '{"tenant":"acme"}')).status).toBe(201);
    expect((await send('POST', '/notes/commented', 'acme', '{"tenant":"other"}')).status).toBe(201);
  });

  it.each<[body: string, statuses: number[]]>([
    ['{"__caslSubjectType__":"Comment"}', [403]],
    ['{"__caslSubjectType__":"all","tenant":"other"}', [403]],
    ['{"constructor":{"modelName":"all","name":"Note"}}', [403]],
    ['{"tenant":{"toString":"acme"}}', [403]],
    ['{"tenant":{"$ne":null}}', [403]],
    // Fastify's parser refuses these by itself.
    ['{"constructor":{"prototype":{"tenant":"acme"}}}', [400, 403]],
    ['{"__proto__":{"tenant":"acme"}}', [400, 403]],
    // A list is no instance: the handler's question is broken.
    ['[{"tenant":"acme"}]', [500]],
  ])('S61 a body of %s does not choose its type, nor lend itself fields', async (body, statuses) => {
    expect(statuses).toContain((await send('POST', '/notes', 'acme', body)).status);
    expect(NotesController.changed).toBe(0);
  });

  it.each([
    '{"__proto__":{"tenant":"acme"}}',
    '{"constructor":{"prototype":{"tenant":"acme"}}}',
    '{"text":{"constructor":{"name":"x"}}}',
  ])('S61 a change of %s is refused', async (body) => {
    expect([400, 403]).toContain((await send('PATCH', '/notes/2', 'acme', body)).status);
    expect(NotesController.changed).toBe(0);
    expect(({} as Note).tenant).toBeUndefined();
  });
});
