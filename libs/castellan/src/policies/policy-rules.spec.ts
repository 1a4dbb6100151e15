import { ConfigurationError } from '../errors/index.js';
import { abilityOf, user } from './callers.spec-helper.js';
import type { Decision } from './decision.js';
import type { Rules } from './policy-rules.js';

class Article {
  authorId = 'alice';
}
class Renamed {
  static readonly modelName = 'Article';
  authorId = 'alice';
}
class Nameless {
  static readonly modelName = '';
  authorId = 'alice';
}

function anonymousClass() {
  return class {
    authorId = 'alice';
  };
}

/** Whatever a developer's JavaScript may pass. */
type Loose = Record<'can' | 'cannot', (...args: unknown[]) => { because(text: unknown): void }>;

function looseAbility(build: (rules: Loose) => void, claims: Record<string, unknown> = {}) {
  return abilityOf(build as unknown as (rules: Rules) => void, user({ claims }));
}

describe('a rule', () => {
  it('names its subject by a string, a class, or the modelName of a class', () => {
    const ability = abilityOf(({ can }) => {
      can('read', 'Article');
      can('update', Article);
      can('delete', Renamed);
    });
    for (const action of ['read', 'update', 'delete']) {
      expect(ability.can(action, 'Article')).toBe(true);
      expect(ability.can(action, Article)).toBe(true);
      expect(ability.can(action, Renamed)).toBe(true);
    }
  });

  it('can be about several actions, all actions and all subjects', () => {
    const ability = abilityOf(({ can }) => {
      can(['read', 'list'], 'Article');
      can('manage', 'Draft');
      can('audit', 'all');
    });
    expect(ability.can('list', 'Article')).toBe(true);
    expect(ability.can('update', 'Article')).toBe(false);
    expect(ability.can('anything', 'Draft')).toBe(true);
    expect(ability.can('audit', 'Whatever')).toBe(true);
  });

  it('is copied: changing what it was made of changes nothing', () => {
    const conditions = { tags: { $in: ['public'] }, authorId: 'alice', at: new Date(0) };
    const fields = ['title'];
    const ability = abilityOf(({ can }) => {
      can('read', 'Article', conditions);
      can('update', 'Article', fields);
    });
    conditions.tags.$in.push('secret');
    conditions.authorId = 'bob';
    conditions.at.setTime(1);
    fields.push('owner');
    expect(ability.can('read', 'Article', { tags: ['secret'], authorId: 'bob', at: new Date(1) })).toBe(
      false,
    );
    expect(ability.can('read', 'Article', { tags: ['public'], authorId: 'alice', at: new Date(0) })).toBe(
      true,
    );
    expect(ability.can('update', 'Article', undefined, 'owner')).toBe(false);
  });

  it('explains itself with because(...)', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('update', 'Article');
      cannot('update', 'Article', { locked: true }).because('the article is locked');
    });
    expect(ability.decide('update', 'Article', { locked: true })).toMatchObject({
      reason: 'rule',
      by: 'TestPolicies.test',
      because: 'the article is locked',
      message: 'TestPolicies.test forbids update Article because the article is locked.',
    });
    expect(ability.decide('update', 'Article', { locked: false })).toMatchObject({
      granted: true,
      by: 'TestPolicies.test',
    });
  });

  it('may be explained even if it is not built', () => {
    const ability = looseAbility(({ can }) => can('read', 'Article', { a: undefined }).because('why not'));
    expect(ability.decide('read', 'Article', {})).toMatchObject({ reason: 'rule' });
  });

  const mistakes: [what: string, build: (rules: Loose) => void][] = [
    ['no action', ({ can }) => can(undefined, 'Article')],
    ['an empty action', ({ can }) => can('', 'Article')],
    ['an empty list of actions', ({ can }) => can([], 'Article')],
    ['a list with an empty action', ({ can }) => can(['read', ''], 'Article')],
    ['no subject', ({ can }) => can('read')],
    ['an empty subject', ({ can }) => can('read', '')],
    ['a list of subjects', ({ can }) => can('read', ['Article'])],
    ['an instance for a subject', ({ can }) => can('read', new Article())],
    ['an anonymous class', ({ can }) => can('read', anonymousClass())],
    ['an arrow function for a subject', ({ can }) => can('read', () => Article)],
    ['a class with an empty modelName', ({ can }) => can('read', Nameless)],
    ['an empty list of fields', ({ can }) => can('read', 'Article', [])],
    ['an empty field', ({ can }) => can('read', 'Article', [''])],
    ['fields that are undefined', ({ can }) => can('read', 'Article', undefined, { a: 1 })],
    ['fields that are a string', ({ can }) => can('read', 'Article', 'title', { a: 1 })],
    ['an empty explanation', ({ can }) => can('read', 'Article').because('')],
  ];

  it.each(mistakes)('fails its whole policy when written with %s', (_what, build) => {
    const ability = looseAbility((rules) => {
      rules.can('read', 'Article');
      build(rules);
    });
    const decision = ability.decide('read', 'Article');
    expect(decision).toMatchObject({ granted: false, reason: 'policy_failed' });
    expect((decision as { cause?: unknown }).cause).toBeInstanceOf(ConfigurationError);
  });

  it('cannot be added or explained after its policy returned', () => {
    let kept: Rules | undefined;
    let explain: ((text: string) => void) | undefined;
    const ability = abilityOf((rules) => {
      kept = rules;
      explain = rules.can('read', 'Article').because;
    });
    expect(() => kept?.can('delete', 'Article')).toThrow(ConfigurationError);
    expect(() => explain?.('late')).toThrow(ConfigurationError);
    expect(ability.can('delete', 'Article')).toBe(false);
  });
});

describe('conditions that cannot be trusted', () => {
  const nested = { $ne: 'nobody' };
  const token = { tenant: nested, list: ['a'], deep: { inner: nested } };
  class Id {
    constructor(readonly value: unknown) {}
    toJSON() {
      return this.value;
    }
  }
  const cyclic: Record<string, unknown> = {};
  cyclic.$elemMatch = { again: cyclic };

  const unsafe: [what: string, conditions: (claims: Record<string, unknown>) => unknown][] = [
    ['undefined conditions', () => undefined],
    ['null conditions', () => null],
    ['a string', () => 'published'],
    ['a class instance', () => new Id('x')],
    ['an empty object', () => ({})],
    ['an undefined value', () => ({ authorId: undefined })],
    ['a null value', () => ({ authorId: null })],
    ['NaN', () => ({ authorId: NaN })],
    ['Infinity', () => ({ authorId: Infinity })],
    ['a function', () => ({ authorId: () => 'x' })],
    ['a symbol', () => ({ authorId: Symbol('x') })],
    ['an invalid date', () => ({ at: new Date(NaN) })],
    ['a bare regular expression', () => ({ title: /./ })],
    ['a list as a value', () => ({ tags: ['a'] })],
    ['an identifier without a value', () => ({ id: new Id(undefined) })],
    ['a nested object', () => ({ owner: { id: 'alice' } })],
    ['an empty nested object', () => ({ owner: {} })],
    ['a second, undefined value', () => ({ a: 1, b: undefined })],
    ['$eq undefined', () => ({ a: { $eq: undefined } })],
    ['$ne null', () => ({ a: { $ne: null } })],
    ['$in undefined', () => ({ a: { $in: undefined } })],
    ['$in a string', () => ({ a: { $in: 'abc' } })],
    ['$in with undefined', () => ({ a: { $in: ['a', undefined] } })],
    ['$in with a hole', () => ({ a: { $in: new Array(1) } })],
    ['$nin of nothing', () => ({ a: { $nin: [] } })],
    ['$all of nothing', () => ({ a: { $all: [] } })],
    ['$lt undefined', () => ({ a: { $lt: undefined } })],
    ['$gt NaN', () => ({ a: { $gt: NaN } })],
    ['$gte true', () => ({ a: { $gte: true } })],
    ['$lte an invalid date', () => ({ a: { $lte: new Date(NaN) } })],
    ['$exists undefined', () => ({ a: { $exists: undefined } })],
    ['$size of a fraction', () => ({ a: { $size: 1.5 } })],
    ['$size below zero', () => ({ a: { $size: -1 } })],
    ['$regex as text', () => ({ a: { $regex: '.*' } })],
    ['$options', () => ({ a: { $regex: /a/, $options: 'i' } })],
    ['$elemMatch undefined', () => ({ a: { $elemMatch: undefined } })],
    ['$elemMatch of nothing', () => ({ a: { $elemMatch: {} } })],
    ['$elemMatch with an undefined value', () => ({ a: { $elemMatch: { b: undefined } } })],
    ['$elemMatch with operators and fields', () => ({ a: { $elemMatch: { $gt: 1, b: 2 } } })],
    ['an unknown operator', () => ({ a: { $where: 'true' } })],
    ['an operator beside a field', () => ({ a: { $eq: 1, b: 2 } })],
    ['$or, which CASL takes for a field', () => ({ $or: [{ a: 1 }] })],
    ['$where, which CASL takes for a field', () => ({ $where: 'true' })],
    ['$and', () => ({ $and: [{ a: 1 }] })],
    ['$not', () => ({ a: { $not: { $eq: 1 } } })],
    ['the path constructor.name', () => ({ 'constructor.name': 'Article' })],
    ['the path __proto__', () => JSON.parse('{"__proto__":"x"}') as unknown],
    ['the path a.__proto__.b', () => ({ 'a.__proto__.b': 1 })],
    ['the path prototype', () => ({ prototype: 1 })],
    ['the path toString', () => ({ toString: 'x' })],
    ["CASL's name for the instance", () => ({ __itself__: 1 })],
    ['an empty path', () => ({ '': 1 })],
    ['an empty step in a path', () => ({ 'a..b': 1 })],
    ['a symbol as a key', () => ({ [Symbol('a')]: 1 })],
    ['an object of the token as a value', (claims) => ({ tenant: claims.tenant })],
    ['an object of the token as the conditions', (claims) => claims.tenant],
    ['an object deep in the token', (claims) => ({ a: (claims.deep as typeof token.deep).inner })],
    ['a list of the token as a value', (claims) => ({ a: claims.list })],
    ['a list of the token in the place of the conditions', (claims) => claims.list],
    ['an object of the token as $elemMatch', (claims) => ({ a: { $elemMatch: claims.tenant } })],
    ['the claims themselves', (claims) => claims],
    ['a missing claim', (claims) => ({ tenant: claims['custom:tenant'] })],
    ['a missing claim in the place of the conditions', (claims) => claims['custom:filter']],
  ];
  const instances: (object | undefined)[] = [
    undefined,
    {},
    { authorId: null, a: null, tenant: null },
    { authorId: undefined },
    { a: 1, b: 2, tags: ['a'], tenant: 'x', $or: 1 },
    new Article(),
  ];

  function abilityWith(
    conditions: (claims: Record<string, unknown>) => unknown,
    build: (rules: Loose, conditions: unknown) => void,
  ) {
    const caller = user({ claims: token });
    return abilityOf((rules) => build(rules as unknown as Loose, conditions(caller.claims)), caller);
  }

  it.each(unsafe)('grant nothing, and say why, in a can: %s', (_what, conditions) => {
    const ability = abilityWith(conditions, ({ can }, unsafeConditions) => {
      can('read', 'Article', unsafeConditions);
      can('update', 'Article', ['title'], unsafeConditions);
    });
    expect(ability.failed).toBe(false);
    for (const instance of instances) {
      expect(ability.decide('read', 'Article', instance)).toMatchObject({
        granted: false,
        reason: 'rule',
        unbuiltRules: [expect.stringMatching(/^TestPolicies\.test: can read Article was not built: ./)],
      });
      expect(ability.can('update', 'Article', instance, 'title')).toBe(false);
    }
  });

  it.each(unsafe)('forbid without any condition in a cannot: %s', (_what, conditions) => {
    const ability = abilityWith(conditions, ({ can, cannot }, unsafeConditions) => {
      can('manage', 'all');
      cannot('read', 'Article', unsafeConditions).because('tenants are kept apart');
      cannot('update', 'Article', ['title'], unsafeConditions);
    });
    expect(ability.failed).toBe(false);
    for (const instance of instances) {
      expect(ability.decide('read', 'Article', instance)).toMatchObject({
        reason: 'rule',
        because: 'tenants are kept apart',
        message: expect.stringContaining('its conditions could not be built'),
      });
      expect(ability.can('update', 'Article', instance, 'title')).toBe(false);
      expect(ability.can('update', 'Article', instance, 'body')).toBe(true);
      expect(ability.can('delete', 'Article', instance)).toBe(true);
    }
  });

  it('fail the policy when they have no end', () => {
    const ability = looseAbility(({ can }) => can('read', 'Article', { a: cyclic }));
    expect(ability.decide('read', 'Article', {})).toMatchObject({ reason: 'policy_failed' });
  });

  it('never show a value in the explanation', () => {
    const ability = looseAbility(({ can }) =>
      can('read', 'Article', { a: ['hunter2'], b: { $regex: 'hunter2' } }),
    );
    expect(JSON.stringify(ability.decide('read', 'Article', {}))).not.toContain('hunter2');
  });

  it('leave other rules alone', () => {
    const ability = looseAbility(({ can }) => {
      can('read', 'Article', { tenant: undefined });
      can('read', 'Article', { published: true });
    });
    expect(ability.can('read', 'Article', { published: true })).toBe(true);
    expect(ability.can('read', 'Article', {})).toBe(false);
  });

  it('are explained only where they are about the question', () => {
    const ability = looseAbility(({ can }) => {
      can('read', 'Article', { a: undefined });
      can('manage', 'all', { b: undefined });
    });
    const explanations = (decision: Decision) => (decision.granted ? [] : decision.unbuiltRules?.length);
    expect(explanations(ability.decide('read', 'Article'))).toBe(2);
    expect(explanations(ability.decide('read', 'Draft'))).toBe(1);
    expect(explanations(ability.decide('update', 'Article'))).toBe(1);
  });
});
