import { Identities, type Login } from './identities.js';

const POOL = 'eu-west-1:00000000-0000-4000-8000-000000000001';
const OTHER_POOL = 'eu-west-1:00000000-0000-4000-8000-000000000002';
const alice: Login = { providerName: 'pool-a', sub: 'alice' };
const bob: Login = { providerName: 'pool-a', sub: 'bob' };
const aliceAtB: Login = { providerName: 'pool-b', sub: 'alice-b' };

describe('Identities', () => {
  let now: number;
  let identities: Identities;

  beforeEach(() => {
    now = 1_000;
    identities = new Identities(() => now, 'eu-west-1');
  });

  const idOf = (...logins: Login[]) => identities.ofLogins(POOL, logins).identityId;

  it('gives a login the same identity every time, of the form REGION:UUID', () => {
    expect(idOf(alice)).toMatch(/^eu-west-1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(idOf(alice)).toBe(idOf(alice));
  });

  it('keeps users, providers and identity pools apart', () => {
    const ids = [
      idOf(alice),
      idOf(bob),
      idOf({ ...alice, providerName: 'pool-b' }),
      identities.ofLogins(OTHER_POOL, [alice]).identityId,
    ];
    expect(new Set(ids).size).toBe(4);
  });

  it('does not confuse logins whose names run together', () => {
    expect(idOf({ providerName: 'a', sub: '","b' })).not.toBe(idOf({ providerName: 'a","', sub: 'b' }));
  });

  it('makes a new guest at every call', () => {
    expect(identities.createGuest(POOL).identityId).not.toBe(identities.createGuest(POOL).identityId);
  });

  it('links several logins of one call, whichever of them was known', () => {
    const id = idOf(alice);
    expect(idOf(aliceAtB, alice)).toBe(id);
    expect(idOf(aliceAtB)).toBe(id);
  });

  it('links a new login to an identity that another login of the call proves', () => {
    const id = idOf(alice);
    now = 5_000;
    expect(identities.claim(id, [alice, aliceAtB])).toMatchObject({ identityId: id, modifiedAt: 5_000 });
    expect(idOf(aliceAtB)).toBe(id);
  });

  it('does not touch an identity when nothing changes', () => {
    const id = idOf(alice);
    now = 5_000;
    expect(identities.claim(id, [alice])).toMatchObject({ createdAt: 1_000, modifiedAt: 1_000 });
  });

  it("refuses somebody else's identity, to known logins and to new ones", () => {
    const id = idOf(alice);
    idOf(bob);
    const refusal = /Logins don't match/;
    expect(() => identities.claim(id, [bob])).toThrow(refusal);
    expect(() => identities.claim(id, [aliceAtB])).toThrow(refusal);
    expect(idOf(aliceAtB)).not.toBe(id);
  });

  it('turns a guest into a user with the same identity when the login is new', () => {
    const guest = identities.createGuest(POOL).identityId;
    expect(identities.claim(guest, [alice]).identityId).toBe(guest);
    expect(idOf(alice)).toBe(guest);
  });

  it('merges a guest into the identity of a known login and disables the guest', () => {
    const id = idOf(alice);
    const guest = identities.createGuest(POOL).identityId;
    expect(identities.claim(guest, [alice]).identityId).toBe(id);
    expect(() => identities.require(guest)).toThrow(`Access to Identity '${guest}' is forbidden.`);
  });

  it('merges the identities of two logins and disables one', () => {
    const id = idOf(alice);
    const merged = idOf(aliceAtB);
    expect(identities.claim(id, [alice, aliceAtB]).identityId).toBe(id);
    expect(idOf(aliceAtB)).toBe(id);
    expect(() => identities.require(merged)).toThrow(/is forbidden/);
  });

  it('refuses two logins of one provider on one identity, and changes nothing', () => {
    const id = idOf(alice, aliceAtB);
    const other = idOf(bob);
    expect(() => identities.ofLogins(POOL, [aliceAtB, bob])).toThrow(
      expect.objectContaining({ type: 'ResourceConflictException' }) as Error,
    );
    expect(idOf(aliceAtB)).toBe(id);
    expect(idOf(bob)).toBe(other);
    expect(identities.require(other).identityId).toBe(other);
  });

  it('says that an identity is not known', () => {
    expect(() => identities.require('eu-west-1:x')).toThrow("Identity 'eu-west-1:x' not found.");
  });
});
