import { allOf } from './all-of.requirement.js';
import { anyOf } from './any-of.requirement.js';
import { abilityOf, contextOf, user } from './callers.spec-helper.js';
import { can } from './can.requirement.js';
import { claim, claims } from './claims.requirement.js';
import type { Decision, DecisionStep } from './decision.js';
import { groups } from './groups.requirement.js';
import { not } from './not.requirement.js';
import { evaluate, type Requirement } from './requirement.js';
import { scopes } from './scopes.requirement.js';

const editor = user({ groups: ['editors'], claims: { 'custom:tier': 'gold' } });
const ability = abilityOf(({ can: allow }) => {
  allow('read', 'Article');
  allow('read', 'Comment');
});
const decide = (requirement: Requirement) =>
  evaluate(requirement, contextOf(editor, { ability })) as Decision;

const stepsOf = (trail: readonly DecisionStep[] | undefined) =>
  trail?.map(({ requirement, decision }) => [requirement, decision.granted]);

describe('the trail of a composition', () => {
  it('has what every member of allOf decided', () => {
    expect(
      stepsOf(decide(allOf(groups('editors'), scopes('a/write'), claim('custom:tier', 'gold'))).trail),
    ).toEqual([
      ['groups(editors)', true],
      ['scopes(a/write)', false],
      ['claim(custom:tier)', true],
    ]);
    expect(stepsOf(decide(allOf(groups('editors'), can('read', 'Article'))).trail)).toEqual([
      ['groups(editors)', true],
      ['can(read, Article)', true],
    ]);
  });

  it('has the members of anyOf that were asked', () => {
    expect(stepsOf(decide(anyOf(groups('admins'), groups('editors'), groups('never'))).trail)).toEqual([
      ['groups(admins)', false],
      ['groups(editors)', true],
    ]);
    expect(stepsOf(decide(anyOf(groups('admins'), scopes('a/write'))).trail)).toEqual([
      ['groups(admins)', false],
      ['scopes(a/write)', false],
    ]);
  });

  it('has what not(...) turned around', () => {
    expect(stepsOf(decide(not(groups('editors'))).trail)).toEqual([['groups(editors)', true]]);
    expect(stepsOf(decide(not(groups('admins'))).trail)).toEqual([['groups(admins)', false]]);
  });

  it('goes as deep as the composition', () => {
    const { trail } = decide(allOf(groups('editors'), anyOf(groups('admins'), not(scopes('a/write')))));
    expect(stepsOf(trail)).toEqual([
      ['groups(editors)', true],
      ['anyOf(groups(admins), not(scopes(a/write)))', true],
    ]);
    const inner = trail?.[1]?.decision.trail;
    expect(stepsOf(inner)).toEqual([
      ['groups(admins)', false],
      ['not(scopes(a/write))', true],
    ]);
    expect(stepsOf(inner?.[1]?.decision.trail)).toEqual([['scopes(a/write)', false]]);
  });

  it('is left out where there is one member, whose decision is the decision', () => {
    const alone = groups('editors');
    expect(decide(allOf(alone))).toBe(decide(alone));
    expect(decide(anyOf(alone, groups('admins')))).toBe(decide(alone));
    expect(decide(allOf(groups('admins')))).toEqual(decide(groups('admins')));
  });

  it('says the rule where exactly one member asked the policies', () => {
    expect(decide(allOf(groups('editors'), can('read', 'Article')))).toMatchObject({
      rule: { subject: 'Article' },
    });
    expect(decide(anyOf(groups('admins'), can('read', 'Comment')))).toMatchObject({
      rule: { subject: 'Comment' },
    });
    expect(decide(allOf(can('read', 'Article'), can('read', 'Comment')))).not.toHaveProperty('rule');
  });

  it('keeps the cause of a failure out of what is printed', () => {
    const broken = claims(() => {
      throw new Error('SENTINEL');
    });
    const decision = decide(allOf(groups('editors'), anyOf(broken, groups('admins'))));
    expect(decision).toMatchObject({ granted: false, reason: 'policy_failed' });
    expect('cause' in decision && decision.cause).toEqual(new Error('SENTINEL'));
    expect(JSON.stringify(decision)).not.toContain('SENTINEL');
  });

  it('is frozen', () => {
    for (const requirement of [
      allOf(groups('editors'), scopes('a/write')),
      allOf(groups('editors'), can('read', 'Article')),
      anyOf(groups('admins'), groups('editors')),
      not(groups('editors')),
    ]) {
      const { trail } = decide(requirement);
      expect(Object.isFrozen(trail)).toBe(true);
      expect(trail?.every((step) => Object.isFrozen(step) && Object.isFrozen(step.decision))).toBe(true);
    }
  });
});
