import { ConfigurationError, SubjectNotFoundError } from '../errors/index.js';
import type { Caller } from '../tokens/principal.js';
import { allOf } from './all-of.requirement.js';
import { anyOf } from './any-of.requirement.js';
import { abilityOf, ANONYMOUS, contextOf, user } from './callers.spec-helper.js';
import { can } from './can.requirement.js';
import { groups } from './groups.requirement.js';
import { not } from './not.requirement.js';
import type { Rules } from './policy-rules.js';
import { evaluate, type DecisionContext, type Requirement } from './requirement.js';
import { scopes } from './scopes.requirement.js';

class Article {
  authorId = 'alice';
}

function anonymousClass() {
  return class {
    authorId = 'alice';
  };
}

const ARTICLE = Symbol('article of the request');

function policies({ can: allow, cannot }: Rules): void {
  allow('create', 'Article');
  allow('update', 'Article', { authorId: 'alice' });
  allow('review', 'Article', ['title'], { authorId: 'alice' });
  allow('publish', 'Article');
  cannot('publish', 'Article', { locked: true }).because('the article is locked');
}

function setUp(loadSubject: DecisionContext['loadSubject'], caller: Caller = user({ groups: ['editors'] })) {
  const loaded: unknown[] = [];
  const context = contextOf(caller, {
    ability: abilityOf(policies, caller),
    timeoutMilliseconds: 5,
    loadSubject: (reference) => {
      loaded.push(reference);
      return loadSubject(reference);
    },
  });
  return { loaded, decide: (requirement: Requirement) => evaluate(requirement, context) };
}

describe('can(...)', () => {
  const update = can('update', 'Article', { subject: ARTICLE });

  it('asks the policies at once when there is nothing to load', () => {
    const { decide, loaded } = setUp(() => undefined);
    expect(decide(can('create', 'Article'))).toMatchObject({ granted: true, by: 'TestPolicies.test' });
    expect(decide(can('delete', 'Article'))).toMatchObject({ reason: 'rule' });
    expect(loaded).toEqual([]);
  });

  it('denies when the rules have conditions and nothing loads the instance', () => {
    const { decide } = setUp(() => undefined);
    expect(decide(can('update', 'Article'))).toMatchObject({ reason: 'subject_not_loaded' });
    expect(decide(can('publish', 'Article'))).toMatchObject({ reason: 'subject_not_loaded' });
    expect(decide(not(can('update', 'Article')))).toMatchObject({ reason: 'subject_not_loaded' });
    expect(decide(not(can('publish', 'Article')))).toMatchObject({ reason: 'subject_not_loaded' });
  });

  it('decides about the instance it loads, without waiting when that is at hand', async () => {
    expect(setUp(() => ({ authorId: 'alice' })).decide(update)).toMatchObject({ granted: true });
    expect(setUp(() => ({ authorId: 'bob' })).decide(update)).toMatchObject({ reason: 'rule' });
    const { decide, loaded } = setUp(async () => ({ authorId: 'alice' }));
    expect(await decide(update)).toMatchObject({ granted: true });
    expect(loaded).toEqual([ARTICLE]);
  });

  it('decides about a field', () => {
    const { decide } = setUp(() => ({ authorId: 'alice' }));
    expect(decide(can('review', 'Article', { subject: ARTICLE, field: 'title' }))).toMatchObject({
      granted: true,
    });
    expect(decide(can('review', 'Article', { subject: ARTICLE, field: 'body' }))).toMatchObject({
      reason: 'rule',
    });
    expect(can('review', 'Article', { field: 'title' }).describe()).toBe('can(review, Article, title)');
  });

  it('loads nothing for a caller whom no rule could let pass', () => {
    const { decide, loaded } = setUp(() => undefined);
    expect(decide(can('delete', 'Article', { subject: ARTICLE }))).toMatchObject({ reason: 'rule' });
    expect(decide(allOf(update, groups('admins')))).toMatchObject({ reason: 'group' });
    expect(decide(allOf(update, scopes('articles/write')))).toMatchObject({ reason: 'scope' });
    expect(loaded).toEqual([]);
  });

  it('loads the instance even for a rule without conditions, so that a missing one is not found', () => {
    const { decide, loaded } = setUp(() => undefined);
    expect(decide(can('create', 'Article', { subject: ARTICLE }))).toMatchObject({
      reason: 'subject_not_found',
    });
    expect(loaded).toEqual([ARTICLE]);
  });

  it.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['null', () => null],
    ['a promise of undefined', async () => undefined],
    ['a promise of null', async () => null],
    [
      'a SubjectNotFoundError',
      () => {
        throw new SubjectNotFoundError('gone');
      },
    ],
    ['a rejection with a SubjectNotFoundError', () => Promise.reject(new SubjectNotFoundError('gone'))],
  ])('says not found when the loader gives %s', async (_what, load) => {
    const { decide } = setUp(load);
    expect(await decide(update)).toMatchObject({ reason: 'subject_not_found' });
    expect(await decide(not(update))).toMatchObject({ reason: 'subject_not_found' });
    expect(await decide(anyOf(update, groups('admins')))).toMatchObject({ reason: 'subject_not_found' });
    expect(await decide(anyOf(update, groups('editors')))).toMatchObject({ granted: true });
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('database down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('database down'))],
    ['never settles', () => new Promise(() => undefined)],
    ['gives a list', () => [{ authorId: 'alice' }]],
    ['gives an identifier', () => 'article-1'],
    ['gives false', async () => false],
    ['gives a class', () => Article],
  ])('is a failure, also inside not(...), when the loader %s', async (_what, load) => {
    const { decide } = setUp(load);
    for (const requirement of [update, not(update), allOf(update), anyOf(update, groups('admins'))]) {
      expect(await decide(requirement)).toMatchObject({ granted: false, reason: 'policy_failed' });
    }
  });

  it('keeps the error of the loader as the cause', async () => {
    const cause = new Error('database down');
    expect(await setUp(() => Promise.reject(cause)).decide(update)).toHaveProperty('cause', cause);
  });

  it('hides that an instance exists when it is told to', async () => {
    const hidden = can('update', 'Article', { subject: ARTICLE, hideExistence: true });
    expect(await setUp(async () => ({ authorId: 'bob' })).decide(hidden)).toMatchObject({
      reason: 'subject_not_found',
    });
    expect(await setUp(async () => ({ authorId: 'alice' })).decide(hidden)).toMatchObject({ granted: true });
    expect(await setUp(async () => 'broken').decide(hidden)).toMatchObject({ reason: 'policy_failed' });
  });

  it('that is turned around grants an anonymous caller nothing', () => {
    const { decide } = setUp(() => undefined, ANONYMOUS);
    expect(decide(can('delete', 'Article'))).toMatchObject({ reason: 'rule' });
    expect(decide(not(can('delete', 'Article')))).toMatchObject({ granted: false, reason: 'anonymous' });
  });

  it('loads nothing for an anonymous caller whom the rules let do nothing', () => {
    const { loaded } = setUp(() => undefined, ANONYMOUS);
    const context = contextOf(ANONYMOUS);
    expect(evaluate(update, context)).toMatchObject({ reason: 'rule' });
    expect(loaded).toEqual([]);
  });

  const mistakes: [what: string, make: () => unknown][] = [
    ['no action', () => can(undefined as never, 'Article')],
    ['an empty action', () => can('', 'Article')],
    ['no subject', () => can('read', undefined as never)],
    ['an empty subject', () => can('read', '')],
    ['an anonymous class', () => can('read', anonymousClass())],
    ['a loader that is undefined', () => can('read', 'Article', { subject: undefined } as never)],
    ['a loader that is null', () => can('read', 'Article', { subject: null } as never)],
    ['a loader that is an empty string', () => can('read', 'Article', { subject: '' })],
    ['a loader that is a number', () => can('read', 'Article', { subject: 1 as never })],
    ['an empty field', () => can('read', 'Article', { field: '' })],
    ['a field that is undefined', () => can('read', 'Article', { field: undefined } as never)],
  ];

  it.each(mistakes)('is refused when it is made with %s', (_what, make) => {
    expect(make).toThrow(ConfigurationError);
  });

  it.each<[string, unknown]>([
    ['a function', () => undefined],
    ['a class', Article],
    ['a string', 'loader'],
    ['an object', {}],
  ])('takes %s for the name of a loader', (_what, subject) => {
    expect(can('read', 'Article', { subject: subject as object }).immediate).toBe(false);
  });
});
