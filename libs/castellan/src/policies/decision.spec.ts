import { inspect } from 'node:util';
import { deny, grant, NO_REQUIREMENT } from './decision.js';

describe('a decision', () => {
  it('is frozen', () => {
    expect(Object.isFrozen(grant('groups(editors)'))).toBe(true);
    expect(Object.isFrozen(deny('group', 'no'))).toBe(true);
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
