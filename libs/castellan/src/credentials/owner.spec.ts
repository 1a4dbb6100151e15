import { createHash } from 'node:crypto';
import { claimsDigest } from './claims-digest.js';
import { idTokenClaims, type TokenOptions, userPrincipal } from './id-tokens.spec-helper.js';
import { isSameOwner, Owners, userKey } from './owner.js';

const principal = (options: TokenOptions = {}) => userPrincipal(idTokenClaims(options), 'id');

describe('claimsDigest', () => {
  it('is the same for two tokens of a user whose rights are the same', () => {
    const first = idTokenClaims({ issuedAt: 1_000_000 });
    const later = {
      ...idTokenClaims({ issuedAt: 2_000_000 }),
      origin_jti: 'x',
      nonce: 'n',
      at_hash: 'h',
      nbf: 1,
    };

    expect(claimsDigest(later)).toBe(claimsDigest(first));
  });

  it('does not depend on the order of claims', () => {
    const claims = { a: { x: 1, y: [{ p: 1, q: 2 }] }, b: null };

    expect(claimsDigest({ b: null, a: { y: [{ q: 2, p: 1 }], x: 1 } })).toBe(claimsDigest(claims));
  });

  it.each([
    ['cognito:groups', ['admins']],
    ['cognito:roles', ['arn:aws:iam::123456789012:role/admin']],
    ['cognito:preferred_role', 'arn:aws:iam::123456789012:role/admin'],
    ['custom:tenant', 'acme'],
    ['email', 'alice@example.com'],
    ['https://example.com/anything', { deep: [1] }],
  ])('depends on %s', (name, value) => {
    expect(claimsDigest(idTokenClaims({ claims: { [name]: value } }))).not.toBe(
      claimsDigest(idTokenClaims()),
    );
  });

  it('tells values of different types apart, and the order within an array', () => {
    const values = [1, '1', [1], ['1'], { 1: 1 }, null, true, 'true', [1, 2], [2, 1]];

    expect(new Set(values.map((value) => claimsDigest({ value }))).size).toBe(values.length);
  });
});

describe('Owners', () => {
  const secret = createHash('sha256').update('secret').digest();
  const owners = new Owners('eu-west-1:pool', secret);

  it('are the same for two tokens of one user with the same rights', () => {
    const [one, other] = [owners.of(principal()), owners.of(principal())];

    expect(one.key).toBe(other.key);
    expect(isSameOwner(one, other)).toBe(true);
  });

  it.each<[string, TokenOptions]>([
    ['user', { sub: 'bob' }],
    ['issuer', { issuer: 'https://other.example' }],
    ['app client', { clientId: 'mobile' }],
    ['right', { claims: { 'cognito:groups': ['admins'] } }],
  ])('differ for another %s', (_what, options) => {
    const [one, other] = [owners.of(principal()), owners.of(principal(options))];

    expect(other.key).not.toBe(one.key);
    expect(isSameOwner(one, other)).toBe(false);
    // Even if the keys were equal.
    expect(isSameOwner(one, { ...other, key: one.key })).toBe(false);
  });

  it('have keys that differ between Identity Pools and between processes', () => {
    const { key } = owners.of(principal());

    expect(new Owners('eu-west-1:other', secret).of(principal()).key).not.toBe(key);
    expect(new Owners('eu-west-1:pool', new Uint8Array(32)).of(principal()).key).not.toBe(key);
  });

  it('have keys that say nothing about the user', () => {
    expect(owners.of(principal()).key).toMatch(/^[\w-]{43}$/);
  });

  it('are made once for a frozen principal, and again for one that may change', () => {
    const frozen = principal();
    expect(owners.of(frozen)).toBe(owners.of(frozen));

    const claims = { ...frozen.claims };
    const open = { ...frozen, claims };
    const before = owners.of(open);
    claims['custom:tenant'] = 'other';
    expect(owners.of(open).key).not.toBe(before.key);
    expect(owners.of(Object.freeze(open)).key).not.toBe(before.key);
  });

  it('keep fields apart that read the same when written one after the other', () => {
    expect(userKey('a', 'bc')).not.toBe(userKey('ab', 'c'));
    expect(userKey('1:a', 'b')).not.toBe(userKey('1', ':ab'));
    expect(owners.of(principal({ clientId: 'a', sub: 'bc' })).key).not.toBe(
      owners.of(principal({ clientId: 'ab', sub: 'c' })).key,
    );
  });

  it('differ for what is asked for, and are the same for the same', () => {
    const user = principal();
    const [usual, editors, again] = [owners.of(user), owners.of(user, 'editors'), owners.of(user, 'editors')];

    expect(editors.key).not.toBe(usual.key);
    expect(again.key).toBe(editors.key);
    expect(isSameOwner(usual, { ...editors, key: usual.key })).toBe(false);
    expect(owners.of(user).key).toBe(usual.key);
    expect(editors.user).toBe(usual.user);
  });

  it('are never the same for guests and for users', () => {
    const guests = owners.ofGuests();
    const nobody = owners.of(principal({ issuer: '', clientId: '', sub: '' }));

    expect(guests.key).not.toBe(nobody.key);
    expect(isSameOwner(guests, { ...nobody, ...guests, kind: 'user' })).toBe(false);
    for (const [issuer, sub] of [
      ['guest', ''],
      ['guest', '0:'],
      ['guest', '0:0:'],
      ['', ''],
    ] as const) {
      expect(userKey(issuer, sub)).not.toBe(guests.user);
    }
    expect(owners.ofGuests('policy').key).not.toBe(guests.key);
  });

  it('count a claim that differs from token to token only where it is named', () => {
    const naming = new Owners('eu-west-1:pool', secret, ['auth_time']);
    const [first, later] = [principal({ issuedAt: 1_000_000 }), principal({ issuedAt: 2_000_000 })];

    expect(naming.of(first).key).not.toBe(naming.of(later).key);
    expect(owners.of(first).key).toBe(owners.of(later).key);
  });
});
