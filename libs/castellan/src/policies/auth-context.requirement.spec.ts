import { ConfigurationError } from '../errors/index.js';
import { allOf } from './all-of.requirement.js';
import { anyOf } from './any-of.requirement.js';
import { authContext, type AuthContextQuery } from './auth-context.requirement.js';
import { ANONYMOUS, contextOf, ISSUED_AT, machine, user } from './callers.spec-helper.js';
import { freshAuth } from './fresh-auth.requirement.js';
import { groups } from './groups.requirement.js';
import { not } from './not.requirement.js';
import { evaluate, type Requirement } from './requirement.js';
import { scopes } from './scopes.requirement.js';

const mfa = authContext({ claim: 'amr', values: ['mfa', 'otp'] });
const decide = (amr: unknown, requirement: Requirement = mfa) =>
  evaluate(requirement, contextOf(user({ claims: { amr } })));

describe('authContext', () => {
  it.each([['mfa'], ['otp'], [['pwd', 'mfa']], [['otp']]])('grants %j', (amr) => {
    expect(decide(amr)).toEqual({ granted: true, by: 'authContext(amr: mfa, otp)' });
  });

  it.each(['pwd', '', 'mfa ', 'pwd mfa', 'MFA', [], ['pwd'], ['mfa otp']])('denies %j', (amr) => {
    expect(decide(amr)).toMatchObject({
      granted: false,
      reason: 'weak_authentication',
      missing: { claims: ['amr'] },
      authentication: { acrValues: ['mfa', 'otp'] },
    });
    expect(decide(amr, not(mfa))).toMatchObject({ granted: true });
  });

  it.each([undefined, null, true, 1, { mfa: true }, [['mfa']], ['mfa', 1]])(
    'cannot judge %j, whichever way round',
    (amr) => {
      for (const requirement of [mfa, not(mfa)]) {
        expect(decide(amr, requirement)).toMatchObject({ granted: false, reason: 'unknown_authentication' });
      }
    },
  );

  it('takes no claim of a prototype', () => {
    const inherited = authContext({ claim: 'toString', values: ['mfa'] });
    expect(decide('mfa', inherited)).toMatchObject({ reason: 'unknown_authentication' });
  });

  it('never grants a program, and needs a caller', () => {
    const batch = machine();
    const withClaim = { ...batch, claims: { ...batch.claims, amr: ['mfa'] } };
    expect(evaluate(mfa, contextOf(withClaim))).toMatchObject({ reason: 'unknown_authentication' });
    expect(evaluate(mfa, contextOf(ANONYMOUS))).toMatchObject({ reason: 'anonymous' });
  });

  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['mfa', 'a string'],
    [{}, 'values'],
    [{ claim: 'amr' }, 'values'],
    [{ claim: 'amr', values: [] }, 'values'],
    [{ claim: 'amr', values: 'mfa' }, 'values'],
    [{ claim: 'amr', values: [''] }, 'values'],
    [{ claim: 'amr', values: ['a b'] }, '"a b"'],
    [{ claim: 'amr', values: ['a"b'] }, 'quotes'],
    [{ claim: 'amr', values: ['ä'] }, '"ä"'],
    [{ values: ['mfa'] }, 'claim'],
    [{ claim: '', values: ['mfa'] }, 'claim'],
    [{ claim: 'amr', value: 'mfa', values: ['mfa'] }, 'value'],
  ])('refuses %j', (query, part) => {
    expect(() => authContext(query as AuthContextQuery)).toThrow(ConfigurationError);
    expect(() => authContext(query as AuthContextQuery)).toThrow(part);
  });
});

describe('a sign-in that is not enough, among other things', () => {
  const late = (requirement: Requirement, caller = user({ claims: { amr: 'pwd' } })) =>
    evaluate(requirement, contextOf(caller, { now: ISSUED_AT + 3_600_000 }));

  it('is one demand', () => {
    expect(late(allOf(freshAuth('10m'), mfa, freshAuth('5m')))).toMatchObject({
      authentication: { maxAgeSeconds: 300, acrValues: ['mfa', 'otp'] },
    });
    expect(
      late(anyOf(allOf(freshAuth('10m'), mfa), authContext({ claim: 'amr', values: ['key'] }))),
    ).toMatchObject({
      authentication: { maxAgeSeconds: 600, acrValues: ['mfa', 'otp', 'key'] },
    });
  });

  it('is said after what no sign-in mends, and before a scope', () => {
    expect(late(allOf(freshAuth('5m'), groups('admins')))).toMatchObject({ reason: 'group' });
    expect(late(allOf(freshAuth('5m'), groups('admins')))).not.toHaveProperty('authentication');
    expect(late(allOf(freshAuth('5m'), groups({ any: ['a'], pool: 'staff' })))).toMatchObject({
      reason: 'pool',
    });
    expect(late(allOf(mfa, groups('admins')), machine() as never)).toMatchObject({ reason: 'group' });
    expect(late(allOf(scopes('a/b'), freshAuth('5m')))).toMatchObject({ reason: 'stale_authentication' });
  });
});
