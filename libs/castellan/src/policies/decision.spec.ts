import { inspect } from 'node:util';
import { anyOf } from './any-of.requirement.js';
import { authContext } from './auth-context.requirement.js';
import { contextOf, user } from './callers.spec-helper.js';
import { deny, grant, NO_REQUIREMENT, type Denied } from './decision.js';
import { groups } from './groups.requirement.js';
import { evaluate } from './requirement.js';
import { scopes } from './scopes.requirement.js';

describe('a decision', () => {
  it('is frozen', () => {
    expect(Object.isFrozen(grant('groups(editors)'))).toBe(true);
    expect(Object.isFrozen(deny('group', 'no'))).toBe(true);
  });

  it('has frozen copies of the names that are missing, its own and those of a composition', () => {
    const names = ['admins'];
    const { missing } = deny('group', 'no', { missing: { groups: names } });
    expect([missing, missing?.groups].map(Object.isFrozen)).toEqual([true, true]);
    expect(missing).toEqual({ groups: ['admins'] });
    expect(Object.isFrozen(names)).toBe(false);

    const either = anyOf(groups('admins'), groups('editors'), scopes('a/write'));
    const decision = evaluate(either, contextOf(user())) as Denied;
    expect(decision.missing).toEqual({ groups: ['admins', 'editors'], scopes: ['a/write'] });
    expect(() => (decision.missing?.groups as string[]).push('forged')).toThrow(TypeError);
    expect(Object.isFrozen(decision.missing) && Object.isFrozen(decision.missing?.scopes)).toBe(true);
    const steps = decision.trail?.map((step) => step.decision as Denied);
    expect(steps?.map((step) => Object.isFrozen(step.missing?.groups ?? step.missing?.scopes))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('has a frozen demand on the sign-in, also where it is that of a composition', () => {
    const demands = anyOf(
      authContext({ claim: 'acr', values: ['gold'] }),
      authContext({ claim: 'acr', values: ['silver'] }),
    );
    const { authentication } = evaluate(demands, contextOf(user({ claims: { acr: 'tin' } }))) as Denied;
    expect(authentication?.acrValues).toEqual(['gold', 'silver']);
    expect(Object.isFrozen(authentication) && Object.isFrozen(authentication?.acrValues)).toBe(true);
  });

  it('keeps the cause of a failure for the log without printing it', () => {
    const denied = deny('policy_failed', 'The policy failed.', {
      cause: new Error('database password: hunter2'),
    });
    expect(denied.cause).toBeInstanceOf(Error);
    expect(inspect(denied)).not.toContain('hunter2');
    expect(JSON.stringify(denied)).not.toContain('hunter2');
  });

  it('cannot be made a grant by its details', () => {
    const details = { granted: true, reason: 'none' } as object;
    expect(deny('rule', 'no', details)).toMatchObject({ granted: false, reason: 'rule' });
  });

  it('closes a handler that states no requirement', () => {
    expect(NO_REQUIREMENT).toMatchObject({ granted: false, reason: 'no_requirement' });
  });
});
