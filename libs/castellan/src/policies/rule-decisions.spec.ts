import { abilityOf, machine, mapping, policySet, user } from './callers.spec-helper.js';
import type { MappingCondition } from './mapping-condition.js';

describe('a decision about a rule', () => {
  it('names the rule that allows, with all it is about and without its values', () => {
    const ability = abilityOf(({ can }) => {
      can(['update', 'publish'], 'Article', ['title', 'text'], { tenant: 'SENTINEL' }).because('it is yours');
    });
    const decision = ability.decide('update', 'Article', { tenant: 'SENTINEL' }, 'title');
    expect(decision).toEqual({
      granted: true,
      by: 'TestPolicies.test',
      rule: {
        source: 'TestPolicies.test',
        effect: 'allow',
        actions: ['update', 'publish'],
        subject: 'Article',
        fields: ['title', 'text'],
        conditional: true,
        because: 'it is yours',
        appliesTo: { kind: 'everyone' },
      },
    });
    expect(JSON.stringify(decision)).not.toContain('SENTINEL');
  });

  it('names the rule that forbids, and the one that could not be checked', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('update', 'Article');
      cannot('update', 'Article', { locked: true }).because('it is locked');
      can('read', 'Article', { open: true });
    });
    const forbids = { effect: 'forbid', conditional: true, because: 'it is locked' };
    expect(ability.decide('update', 'Article', { locked: true })).toMatchObject({
      reason: 'rule',
      rule: forbids,
    });
    expect(ability.decide('update', 'Article')).toMatchObject({
      reason: 'subject_not_loaded',
      rule: forbids,
    });
    expect(ability.decide('read', 'Article')).toMatchObject({
      reason: 'subject_not_loaded',
      rule: { effect: 'allow', actions: ['read'] },
    });
  });

  it('names the rules whose conditions are not fulfilled', () => {
    const ability = abilityOf(({ can }) => {
      can('read', 'Article', { open: true });
      can('read', 'Article', { authorId: 'alice' });
      can('read', 'Comment', { open: true });
    });
    const decision = ability.decide('read', 'Article', { open: false, authorId: 'bob' });
    expect(decision).toMatchObject({ reason: 'rule' });
    expect('unfulfilledRules' in decision && decision.unfulfilledRules).toHaveLength(2);
    expect(ability.decide('delete', 'Article', {})).not.toHaveProperty('unfulfilledRules');
  });

  it.each<[MappingCondition, object]>([
    [{ kind: 'everyone' }, { kind: 'everyone' }],
    [{ kind: 'authenticated' }, { kind: 'authenticated' }],
    [
      { kind: 'pool', pool: 'customers' },
      { kind: 'pool', pool: 'customers' },
    ],
    [
      { kind: 'group', group: 'editors' },
      { kind: 'group', group: 'editors', pool: 'customers' },
    ],
    [
      { kind: 'scope', scope: 'a/write' },
      { kind: 'scope', scope: 'a/write' },
    ],
    [
      { kind: 'claim', claim: 'custom:tier', value: 'SENTINEL' },
      { kind: 'claim', claim: 'custom:tier' },
    ],
    [
      { kind: 'claim', claim: 'custom:tier', value: (value) => value === 'SENTINEL' },
      { kind: 'claim', claim: 'custom:tier' },
    ],
  ])('says what made the policy apply: %p', (condition, named) => {
    const policies = policySet(mapping('P.p', condition, ({ can }) => void can('read', 'Article')));
    const caller = user({
      groups: ['editors'],
      scopes: ['a/write'],
      claims: { 'custom:tier': 'SENTINEL' },
    });
    const decision = policies.abilityFor(caller).decide('read', 'Article');
    expect(decision).toMatchObject({ granted: true, rule: { appliesTo: named } });
    expect(JSON.stringify(decision)).not.toContain('SENTINEL');
  });

  it('says through which group a caller has the rights of another', () => {
    const policies = policySet(
      mapping('P.editors', { kind: 'group', group: 'editors' }, ({ can }) => void can('read', 'Article')),
      mapping('P.admins', { kind: 'group', group: 'admins', includes: ['editors'] }, ({ can }) => {
        can('read', 'Comment');
      }),
    );
    const groupsOf = (...groups: string[]) => {
      const decision = policies.abilityFor(user({ groups })).decide('read', 'Article');
      return decision.rule?.appliesTo;
    };
    const editors = { kind: 'group', group: 'editors', pool: 'customers' };
    expect(groupsOf('admins')).toEqual({ ...editors, through: 'admins' });
    expect(groupsOf('admins', 'editors')).toEqual(editors);
  });

  it('says that a program made the policy apply', () => {
    const policies = policySet(mapping('P.p', { kind: 'machine' }, ({ can }) => void can('read', 'Article')));
    expect(policies.abilityFor(machine()).decide('read', 'Article')).toMatchObject({
      rule: { appliesTo: { kind: 'machine' } },
    });
  });

  it('is frozen to its last part, and one value for every question a rule allows', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('manage', 'Article', ['title']);
      cannot('delete', 'Article');
    });
    const granted = ability.decide('update', 'Article', {}, 'title');
    expect(ability.decide('read', 'Article', {}, 'title')).toBe(granted);
    for (const decision of [granted, ability.decide('delete', 'Article')]) {
      expect(isDeepFrozen(decision)).toBe(true);
    }
  });
});

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}
