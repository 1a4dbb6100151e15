import { createMongoAbility } from '@casl/ability';
import { AccessDeniedError, AuthenticationRequiredError, PolicyFailureError } from '../errors/index.js';
import { abilityOf, ANONYMOUS, user } from './callers.spec-helper.js';
import { CallerAbility } from './caller-ability.js';
import type { Rules } from './policy-rules.js';

class Article {
  title = 'x';
}
const mine = { authorId: 'alice', title: 'x' };
const hers = { authorId: 'bob', title: 'x' };

function authors({ can }: Rules): void {
  can('update', 'Article', { authorId: 'alice' });
}

describe('an ability', () => {
  it('denies by default', () => {
    expect(abilityOf(() => undefined).decide('read', 'Article', mine)).toEqual({
      granted: false,
      reason: 'rule',
      message:
        'No rule allows read Article. No policy that applies to the caller mentions Article: is the policy registered?',
    });
  });

  it('says which action may have been meant', () => {
    const ability = abilityOf(({ can }) => can('publish', 'Article'));
    expect(ability.decide('pubish', 'Article', mine)).toMatchObject({
      message: 'No rule allows pubish Article. The rules about Article know publish: is that what is meant?',
    });
    expect(ability.decide('delete', 'Article', mine)).toMatchObject({
      message: 'No rule allows delete Article.',
    });
  });

  it('lets a rule that forbids win, in any order', () => {
    const first = abilityOf(({ can, cannot }) => {
      cannot('update', 'Article', { locked: true });
      can('manage', 'all');
    });
    const last = abilityOf(({ can, cannot }) => {
      can('manage', 'all');
      cannot('update', 'Article', { locked: true });
    });
    for (const ability of [first, last]) {
      expect(ability.can('update', 'Article', { locked: true })).toBe(false);
      expect(ability.can('update', 'Article', { locked: false })).toBe(true);
    }
  });

  it('does not forget a conditional cannot beside an unconditional can', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('update', 'Article');
      cannot('update', 'Article', { locked: true });
    });
    expect(ability.decide('update', 'Article')).toMatchObject({ reason: 'subject_not_loaded' });
    expect(ability.can('update', 'Article', { locked: true })).toBe(false);
  });

  it('answers definitely where the instance makes no difference', () => {
    const ability = abilityOf(({ can, cannot }) => {
      cannot('read', 'Article', { secret: true });
      can('update', 'Article', { authorId: 'alice' });
      cannot('update', 'Article');
    });
    expect(ability.decide('read', 'Article')).toMatchObject({ reason: 'rule' });
    expect(ability.decide('update', 'Article')).toMatchObject({ reason: 'rule' });
  });

  it('throws what a denial becomes', () => {
    const ability = abilityOf(authors);
    expect(() => ability.assert('update', 'Article', mine)).not.toThrow();
    expect(() => ability.assert('update', 'Article', hers)).toThrow(AccessDeniedError);
    expect(() => ability.assertFields('update', 'Article', mine, ['title'])).not.toThrow();
    expect(() => ability.assertFields('update', 'Article', hers, ['title'])).toThrow(AccessDeniedError);
    expect(() => abilityOf(authors, ANONYMOUS).assert('update', 'Article', hers)).toThrow(
      AuthenticationRequiredError,
    );
    expect(() => ability.assert('', 'Article', mine)).toThrow(PolicyFailureError);
  });

  it('shows nothing of its caller when it prints', () => {
    const ability = abilityOf(authors, user({ claims: { email: 'alice@example.com' } }));
    expect(JSON.stringify(ability)).toBe('{}');
  });
});

describe('fields', () => {
  const ability = abilityOf(({ can, cannot }) => {
    can('update', 'Article', ['title', 'address.city', 'meta.*'], { authorId: 'alice' });
    can('edit', 'Article');
    cannot('edit', 'Article', ['owner', 'address.zip', 'a.*.c', 'x.**.z']).because('set by the server');
  });

  it.each<[action: string, field: string | undefined, granted: boolean]>([
    ['update', 'title', true],
    ['update', 'address.city', true],
    ['update', 'meta.color', true],
    ['update', 'address', false],
    ['update', 'owner', false],
    ['update', 'titles', false],
    ['update', '', false],
    ['update', '__proto__', false],
    ['update', 'constructor', false],
    ['update', undefined, false],
    ['edit', undefined, true],
    ['edit', 'title', true],
    ['edit', '', false],
    ['edit', '__proto__', false],
    ['edit', 'constructor', false],
    ['edit', 'a.__proto__.b', false],
    ['edit', 'owner', false],
    ['edit', 'owner.id', false],
    ['edit', 'owners', true],
    ['edit', 'address', false],
    ['edit', 'address.zip', false],
    ['edit', 'address.city', true],
    ['edit', 'a.b', false],
    ['edit', 'a.b.d', true],
    ['edit', 'x.y.y.z', false],
    ['edit', 'x', false],
  ])('%s of the field %p is granted: %p', (action, field, granted) => {
    expect(ability.can(action, 'Article', mine, field)).toBe(granted);
  });

  it('are all checked', () => {
    expect(ability.decideFields('update', 'Article', mine, ['title', 'meta.x'])).toMatchObject({
      granted: true,
    });
    expect(ability.decideFields('update', 'Article', mine, ['title', 'owner'])).toMatchObject({
      reason: 'rule',
      message: 'No rule allows update Article, field "owner".',
    });
    expect(ability.decideFields('edit', 'Article', mine, ['owner', 'title'])).toMatchObject({
      because: 'set by the server',
    });
    expect(ability.decideFields('update', 'Article', hers, ['title'])).toMatchObject({ reason: 'rule' });
  });

  it('that are none ask about the subject as a whole', () => {
    expect(ability.decideFields('update', 'Article', mine, [])).toMatchObject({ granted: false });
    expect(ability.decideFields('edit', 'Article', mine, [])).toMatchObject({ granted: true });
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a string', 'title'],
    ['a list with undefined', ['title', undefined]],
    ['a list with a hole', new Array(1)],
    ['a list with a number', [1]],
    ['a list with null', [null]],
  ])('that are %s are a failure', (_what, fields) => {
    expect(ability.decideFields('edit', 'Article', mine, fields as string[])).toMatchObject({
      reason: 'policy_failed',
    });
  });

  it('are quoted in messages', () => {
    expect(ability.decide('update', 'Article', mine, 'x\n200 granted')).toMatchObject({
      message: 'No rule allows update Article, field "x\\n200 granted".',
    });
  });
});

describe('the traps of CASL', () => {
  it('a missing field matches undefined and null conditions: refused when the rule is made', () => {
    const trap = createMongoAbility([{ action: 'read', subject: 'Article', conditions: { tenant: null } }]);
    expect(trap.can('read', new Article() as never)).toBe(true);
    const ability = abilityOf(({ can }) => can('read', Article, { tenant: null }));
    expect(ability.can('read', Article, new Article())).toBe(false);
  });

  it('{ $ne: null } matches everything: refused when the rule is made', () => {
    const ability = abilityOf(({ can }) => can('read', Article, { tenant: { $ne: null } }));
    expect(ability.can('read', Article, { tenant: 'x' })).toBe(false);
  });

  it('asking about a type ignores conditions: denied until the instance is there', () => {
    const trap = createMongoAbility([
      { action: 'update', subject: 'Article', conditions: { authorId: 'alice' } },
    ]);
    expect(trap.can('update', 'Article')).toBe(true);
    const ability = abilityOf(authors);
    expect(ability.decide('update', 'Article')).toMatchObject({ reason: 'subject_not_loaded' });
    expect(ability.decide('update', 'Article', null)).toMatchObject({ reason: 'subject_not_loaded' });
    expect(ability.can('update', 'Article', mine)).toBe(true);
  });

  it('asking without a field is true if any field is allowed: denied', () => {
    const trap = createMongoAbility([{ action: 'update', subject: 'Article', fields: ['title'] }]);
    expect(trap.can('update', 'Article')).toBe(true);
    const ability = abilityOf(({ can }) => can('update', 'Article', ['title']));
    expect(ability.can('update', 'Article', mine)).toBe(false);
    expect(ability.can('update', 'Article')).toBe(false);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['an empty string', ''],
    ['a number', 1],
    ['an object', {}],
  ])('an action or a subject that is %s does not match manage and all: a failure', (_what, nothing) => {
    const ability = abilityOf(({ can }) => can('manage', 'all'));
    expect(ability.decide(nothing as string, 'Article')).toMatchObject({ reason: 'policy_failed' });
    expect(ability.decide('read', nothing as string)).toMatchObject({ reason: 'policy_failed' });
    expect(ability.can('read', nothing as string, mine)).toBe(false);
  });

  it('__caslSubjectType__ does not choose the subject', () => {
    const ability = abilityOf(({ can }) => {
      can('create', 'Comment');
      can('create', 'Article', { authorId: 'alice' });
    });
    const forged = JSON.parse(
      '{"__caslSubjectType__":"Comment","kind":"Comment","authorId":"bob"}',
    ) as object;
    expect(ability.can('create', 'Article', forged)).toBe(false);
    expect(ability.can('create', 'Comment', { ...mine, __caslSubjectType__: 'Article' })).toBe(true);
  });

  it('__proto__ and constructor in a body change nothing', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('create', 'Article', { authorId: 'alice' });
      cannot('create', 'Article', { status: { $ne: 'draft' } });
    });
    const body = '{"__proto__":{"authorId":"alice","status":"draft"},"constructor":{"modelName":"Comment"}}';
    const parsed = JSON.parse(body) as object;
    const assigned = Object.assign({}, parsed);
    expect((assigned as { authorId?: string }).authorId).toBe('alice');
    for (const forged of [parsed, assigned, { ...parsed }]) {
      expect(ability.can('create', 'Article', forged)).toBe(false);
      expect(ability.can('create', 'Comment', forged)).toBe(false);
      const tampered = Object.assign(Object.create(forged) as object, { authorId: 'alice' });
      expect(ability.can('create', 'Article', tampered)).toBe(false);
      expect(ability.can('create', 'Article', { ...tampered, status: 'draft' })).toBe(true);
    }
  });

  it('an instance that is a string or a class is not taken for the type', () => {
    const ability = abilityOf(authors);
    for (const instance of ['alice', Article, () => mine, 7, true, Symbol('x')]) {
      expect(ability.decide('update', 'Article', instance)).toMatchObject({ reason: 'policy_failed' });
    }
  });

  it('a list is not one instance, of which any member would do', () => {
    const trap = createMongoAbility(
      [{ action: 'update', subject: 'Article', conditions: { authorId: 'alice' } }],
      {
        detectSubjectType: () => 'Article',
      },
    );
    expect(trap.can('update', [hers, mine] as never)).toBe(true);
    expect(abilityOf(authors).decide('update', 'Article', [hers, mine])).toMatchObject({
      reason: 'policy_failed',
    });
  });

  it('a forgotten await is a failure, not an instance without fields', () => {
    const ability = abilityOf(({ can }) => can('read', 'Article', { secret: { $ne: true } }));
    expect(ability.decide('read', 'Article', Promise.resolve({ secret: true }))).toMatchObject({
      reason: 'policy_failed',
    });
  });

  it('$lt does not match a field that is missing or of another type', () => {
    const trap = createMongoAbility(
      [{ action: 'spend', subject: 'Budget', conditions: { amount: { $lte: 100 } } }],
      {
        detectSubjectType: () => 'Budget',
      },
    );
    expect(trap.can('spend', {} as never)).toBe(true);
    expect(trap.can('spend', { amount: 'much' } as never)).toBe(true);
    const ability = abilityOf(({ can }) => can('spend', 'Budget', { amount: { $lte: 100 } }));
    expect(ability.can('spend', 'Budget', {})).toBe(false);
    expect(ability.can('spend', 'Budget', { amount: null })).toBe(false);
    expect(ability.can('spend', 'Budget', { amount: 'much' })).toBe(false);
    expect(ability.can('spend', 'Budget', { amount: 100 })).toBe(true);
  });

  it('asking for manage or all does not pass over what forbids a part', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('manage', 'all');
      cannot('delete', 'Article');
      cannot('read', 'Secret', { level: 'top' });
    });
    expect(ability.can('manage', 'Article')).toBe(false);
    expect(ability.can('delete', 'all')).toBe(false);
    expect(ability.can('manage', 'all')).toBe(false);
    expect(ability.decide('manage', 'Secret')).toMatchObject({ reason: 'subject_not_loaded' });
    expect(ability.can('manage', 'Secret', { level: 'low' })).toBe(true);
    expect(ability.can('manage', 'Draft')).toBe(true);
    expect(ability.can('update', 'all')).toBe(true);
  });

  it('an instance that throws when it is read is a failure', () => {
    const ability = abilityOf(({ can }) => can('read', 'Article', { secret: { $ne: true } }));
    const broken = {
      get secret(): boolean {
        throw new Error('not loaded');
      },
    };
    expect(ability.decide('read', 'Article', broken)).toMatchObject({
      reason: 'policy_failed',
      cause: expect.objectContaining({ message: 'not loaded' }),
    });
  });
});

describe('the list filter', () => {
  const ability = abilityOf(({ can, cannot }) => {
    can('read', 'Article', { published: true });
    can('read', 'Article', { authorId: 'alice' });
    cannot('read', 'Article', { removed: true });
  });

  it('keeps what decide grants, in order', () => {
    const items = [
      { id: 1, published: true },
      { id: 2, authorId: 'bob' },
      { id: 3, authorId: 'alice' },
      { id: 4, published: true, removed: true },
    ];
    const filter = ability.accessible('read', 'Article');
    expect(filter.filter(items).map(({ id }) => id)).toEqual([1, 3]);
    expect(filter.test({ published: true })).toBe(true);
    expect(filter.test({})).toBe(false);
  });

  it('throws rather than return an empty list when a policy failed', () => {
    const failed = abilityOf(() => {
      throw new Error('broken');
    });
    expect(() => failed.accessible('read', 'Article').filter([mine])).toThrow(PolicyFailureError);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'x'],
  ])('takes an item that is %s for a failure, even where every article may be read', (_what, item) => {
    const filter = abilityOf(({ can }) => can('read', 'Article')).accessible('read', 'Article');
    expect(() => filter.filter([item as object])).toThrow(PolicyFailureError);
  });
});

describe('an ability made by hand', () => {
  it('has no rules and denies', () => {
    expect(new CallerAbility(user(), { rules: [], unbuilt: [] }).can('manage', 'all')).toBe(false);
  });
});

describe('a question about a subject as a whole', () => {
  const HINT = 'There are rules about single fields only: ask about a field (can(action, type, { field })).';
  const ability = abilityOf(({ can, cannot }) => {
    can('read', 'Invoice', ['title']);
    can('update', 'Invoice', { open: true });
    can('update', 'Invoice', ['title']);
    cannot('delete', 'Invoice', ['title']);
  });
  const messageOf = (...args: [action: string, instance?: object, field?: string]): string => {
    const decision = ability.decide(args[0], 'Invoice', args[1], args[2]);
    return decision.granted ? 'granted' : decision.message;
  };

  it('is told of rules about single fields, where there are no others', () => {
    expect(messageOf('read')).toBe(`No rule allows read Invoice. ${HINT}`);
    expect(messageOf('read', {})).toContain(HINT);
    expect(ability.can('read', 'Invoice', {}, 'title')).toBe(true);
  });

  it('is not told of them where they are not what is missing', () => {
    for (const message of [
      messageOf('read', {}, 'total'),
      messageOf('update', { open: false }),
      messageOf('delete'),
    ]) {
      expect(message).not.toContain('single fields');
    }
  });
});

describe('a list filter', () => {
  it('names the rules that were not built from the token', () => {
    const ability = abilityOf(({ can }) => {
      can('read', 'Invoice', { tenant: undefined });
      can('delete', 'Invoice');
    });
    expect(ability.accessible('read', 'Invoice').unbuiltRules).toEqual([
      expect.stringContaining('can read Invoice was not built: the value of "tenant" is undefined.'),
    ]);
    expect(ability.accessible('delete', 'Invoice').unbuiltRules).toEqual([]);
    expect(ability.accessible('read', 'Other').unbuiltRules).toEqual([]);
  });
});
