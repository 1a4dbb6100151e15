import { userPrincipal, idTokenClaims } from './id-tokens.spec-helper.js';
import { GROUP_CLAIMS, NewestRights, type RightsMark } from './newest-rights.js';

const SUBJECT = { user: 'alice', tokenUse: 'id' } as const;

describe('NewestRights', () => {
  let rights: NewestRights;

  beforeEach(() => {
    rights = new NewestRights(GROUP_CLAIMS, 100);
  });

  function principal(second: number, groups: readonly string[], claims: object = {}) {
    return userPrincipal(
      idTokenClaims({ issuedAt: second * 1_000, claims: { 'cognito:groups': groups, ...claims } }),
      'id',
    );
  }

  /** Whether a token is current once it was seen. */
  function see(second: number, groups: readonly string[], claims: object = {}): boolean | undefined {
    const token = principal(second, groups, claims);
    if (rights.isCurrent(token, 'alice') === undefined) rights.note(SUBJECT, rights.markOf(token, 'alice'));
    return rights.isCurrent(token, 'alice');
  }

  it('refuses an older token with other groups, once a newer one was seen', () => {
    expect(see(1, ['admins'])).toBe(true);
    expect(see(2, [])).toBe(true);
    expect(see(1, ['admins'])).toBe(false);
    expect(see(2, [])).toBe(true);
  });

  it('lets an older token pass that gives the same rights', () => {
    expect(see(2, ['admins', 'editors'])).toBe(true);
    expect(see(1, ['editors', 'admins'])).toBe(true);
  });

  it('follows groups that are given back', () => {
    see(1, ['admins']);
    see(2, []);
    expect(see(3, ['admins'])).toBe(true);
    expect(see(2, [])).toBe(false);
    expect(see(1, ['admins'])).toBe(true);
  });

  it('goes by the newest token also where it says nothing new', () => {
    see(1, ['admins']);
    see(5, ['admins']);
    expect(see(3, [])).toBe(false);
  });

  it('takes the one that was seen later for the newer one of two of the same second', () => {
    see(1, ['admins']);
    expect(see(1, [])).toBe(true);
    expect(see(1, ['admins'])).toBe(false);
    expect(see(1, ['editors'])).toBe(true);
    expect(see(1, [])).toBe(false);
    expect(see(2, ['admins'])).toBe(true);
  });

  it.each(['cognito:roles', 'cognito:preferred_role'])('compares %s as well', (claim) => {
    see(1, [], { [claim]: 'arn:aws:iam::1:role/admins' });
    see(2, [], { [claim]: 'arn:aws:iam::1:role/readers' });
    expect(see(1, [], { [claim]: 'arn:aws:iam::1:role/admins' })).toBe(false);
  });

  it('compares no other claims, unless they are named', () => {
    see(2, [], { 'custom:plan': 'free' });
    expect(see(1, [], { 'custom:plan': 'gold' })).toBe(true);

    rights = new NewestRights([...GROUP_CLAIMS, 'custom:plan'], 100);
    see(2, [], { 'custom:plan': 'free' });
    expect(see(1, [], { 'custom:plan': 'gold' })).toBe(false);
  });

  it('keeps users and types of tokens apart', () => {
    see(2, []);
    const old = principal(1, ['admins']);
    expect(rights.isCurrent(old, 'alice')).toBe(false);
    const bobs = principal(1, ['admins'], { sub: 'bob' });
    expect(rights.isCurrent(bobs, 'bob')).toBeUndefined();
    const access = userPrincipal({ ...old.claims }, 'access');
    expect(rights.isCurrent(access, 'alice')).toBeUndefined();
  });

  it('compares what is inside of claims that are lists of objects, and not in which order', () => {
    rights = new NewestRights(['custom:roles'], 100);
    const roles = (...values: unknown[]) => ({ 'custom:roles': values });
    expect(see(1, [], roles({ of: 'acme', name: 'admin' }))).toBe(true);
    expect(see(2, [], roles({ of: 'acme', name: 'reader' }))).toBe(true);
    expect(see(1, [], roles({ of: 'acme', name: 'admin' }))).toBe(false);
    expect(see(1, [], roles({ name: 'reader', of: 'acme' }))).toBe(true);
    expect(see(3, [], roles('a', 'b'))).toBe(true);
    expect(see(2, [], roles(['a', 'b']))).toBe(false);
    expect(see(2, [], roles('b', 'a'))).toBe(true);
  });

  it('says what changed', () => {
    const first: RightsMark = { order: 1_000, digest: 'a', past: [] };
    expect(rights.note(SUBJECT, first)).toEqual({ newest: first, changed: false, advanced: true });
    expect(rights.note(SUBJECT, first)).toEqual({ newest: first, changed: false, advanced: false });
    const second: RightsMark = { order: 2_000, digest: 'b', past: [] };
    expect(rights.note(SUBJECT, second)).toEqual({ newest: second, changed: true, advanced: true });
    expect(rights.note(SUBJECT, first)).toEqual({ newest: second, changed: false, advanced: false });
  });

  it('takes over what another machine has found about two tokens of one second', () => {
    rights.note(SUBJECT, { order: 1_000, digest: 'a', past: [] });
    const found: RightsMark = { order: 1_001, digest: 'b', past: ['a'] };
    expect(rights.note(SUBJECT, found)).toEqual({ newest: found, changed: true, advanced: true });
    expect(rights.note(SUBJECT, { order: 1_000, digest: 'a', past: [] }).newest).toEqual(found);
  });

  it('compares nothing without claims, and forgets on demand', () => {
    expect(new NewestRights([], 1).compares).toBe(false);
    see(2, []);
    rights.clear();
    expect(see(1, ['admins'])).toBe(true);
  });
});
