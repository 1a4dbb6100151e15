import type { UserPrincipal } from '../tokens/principal.js';
import { ANONYMOUS, contextOf, ISSUED_AT, machine, user } from './callers.spec-helper.js';
import { freshAuth } from './fresh-auth.requirement.js';
import { not } from './not.requirement.js';
import { evaluate } from './requirement.js';

const at = (now: number, caller: Parameters<typeof contextOf>[0] = user()) => contextOf(caller, { now });

describe('freshAuth', () => {
  it('grants until the sign-in is as old as that', () => {
    const requirement = freshAuth('5m');
    expect(evaluate(requirement, at(ISSUED_AT))).toMatchObject({ granted: true, by: 'freshAuth(300s)' });
    expect(evaluate(requirement, at(ISSUED_AT + 299_999))).toMatchObject({ granted: true });
    expect(evaluate(requirement, at(ISSUED_AT + 300_000))).toMatchObject({
      granted: false,
      reason: 'stale_authentication',
      authentication: { maxAgeSeconds: 300 },
    });
  });

  it('never grants a sign-in that lies after the token was issued', () => {
    const ahead = { ...user(), authTime: ISSUED_AT + 1 };
    for (const requirement of [freshAuth('5m'), not(freshAuth('5m'))]) {
      expect(evaluate(requirement, at(ISSUED_AT + 1, ahead))).toMatchObject({
        granted: false,
        reason: 'unknown_authentication',
        authentication: { maxAgeSeconds: 300 },
      });
    }
    expect(evaluate(freshAuth('5m'), at(ISSUED_AT, user()))).toMatchObject({ granted: true });
  });

  it('does not grant by a clock that tells nothing', () => {
    expect(evaluate(freshAuth(300), at(NaN))).toMatchObject({ reason: 'stale_authentication' });
    expect(evaluate(freshAuth(300), at(undefined as unknown as number))).toMatchObject({ granted: false });
  });

  it('never grants a token that does not say when its user signed in, nor a program', () => {
    const timeless: UserPrincipal = { ...user(), authTime: undefined };
    for (const caller of [timeless, machine()]) {
      for (const requirement of [freshAuth('1d'), not(freshAuth('1d'))]) {
        expect(evaluate(requirement, at(ISSUED_AT, caller))).toMatchObject({
          granted: false,
          reason: 'unknown_authentication',
          authentication: { maxAgeSeconds: 86_400 },
        });
      }
    }
  });

  it('needs a caller', () => {
    expect(evaluate(freshAuth(1), at(ISSUED_AT, ANONYMOUS))).toMatchObject({ reason: 'anonymous' });
  });

  it('decides at once', () => {
    expect(freshAuth(1)).toMatchObject({ immediate: true });
  });
});
