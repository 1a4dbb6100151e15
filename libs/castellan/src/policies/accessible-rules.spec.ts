import { ConfigurationError, PolicyFailureError } from '../errors/index.js';
import type { AccessibleRule } from './accessible-rules.js';
import { abilityOf, mapping, policySet, user } from './callers.spec-helper.js';

describe('the rules of a list filter', () => {
  const rulesOf = (...args: Parameters<typeof abilityOf>): readonly AccessibleRule[] =>
    abilityOf(...args).accessible('read', 'Article').rules;

  it('are those about the action and the type, with their conditions and where they come from', () => {
    const rules = rulesOf(({ can, cannot }) => {
      can('read', 'Article', { authorId: 'alice' });
      can('manage', 'all');
      cannot('read', 'Article', { removed: true });
      can('update', 'Article');
      can('read', 'Comment');
    });
    const source = 'TestPolicies.test';
    expect(rules).toHaveLength(3);
    expect(rules).toEqual(
      expect.arrayContaining([
        { effect: 'allow', source, conditions: { authorId: 'alice' } },
        { effect: 'allow', source },
        { effect: 'forbid', source, conditions: { removed: true } },
      ]),
    );
  });

  it('are none where nothing is allowed', () => {
    expect(rulesOf(() => undefined)).toEqual([]);
  });

  it('leave out rules about single fields, which say nothing about the whole', () => {
    const rules = rulesOf(({ can, cannot }) => {
      can('read', 'Article', ['title']);
      cannot('read', 'Article', ['salary']);
    });
    expect(rules).toEqual([]);
  });

  it('leave out a can that was not built, and keep a cannot that was not, without conditions', () => {
    const rules = rulesOf(({ can, cannot }) => {
      can('read', 'Article', { authorId: undefined });
      cannot('read', 'Article', { tenant: null });
    });
    expect(rules).toEqual([{ effect: 'forbid', source: 'TestPolicies.test' }]);
  });

  it('are copies: changing them changes no decision', () => {
    const ability = abilityOf(({ can }) => can('read', 'Article', { status: { $in: ['public'] } }));
    const [rule] = ability.accessible('read', 'Article').rules;
    (rule!.conditions as { status: { $in: string[] } }).status.$in.push('secret');
    expect(ability.can('read', 'Article', { status: 'secret' })).toBe(false);
    expect(ability.accessible('read', 'Article').rules[0]!.conditions).toEqual({
      status: { $in: ['public'] },
    });
  });

  it('are an error where a policy failed', () => {
    const failed = policySet(
      mapping('broken', { kind: 'everyone' }, () => {
        throw new Error('broken');
      }),
    ).abilityFor(user());
    expect(() => failed.accessible('read', 'Article').rules).toThrow(PolicyFailureError);
  });

  it('are an error where the question is none', () => {
    expect(() => abilityOf(({ can }) => can('read', 'Article')).accessible('', 'Article').rules).toThrow(
      ConfigurationError,
    );
  });
});
