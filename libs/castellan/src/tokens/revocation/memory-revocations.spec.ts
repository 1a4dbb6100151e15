import type { Principal } from '../principal.js';
import { MemoryRevocations } from './memory-revocations.js';
import { LONGEST_RETENTION_MS } from './revocation.js';
import { MAX_ENTRIES_OF_USER } from './revocation-list.js';

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const NOW = 1_800_000_000_000;
const DAY = 24 * 60 * 60 * 1_000;

/** The parts of a principal that revocations look at. */
function principal(
  overrides: { issuer?: string; sub?: string; jti?: unknown; originJti?: unknown; issuedAt?: number } = {},
): Principal {
  const { issuer = ISSUER, sub = 'alice', jti = 'jti-1', originJti = 'origin-1', issuedAt = NOW } = overrides;
  return { issuer, sub, issuedAt, claims: { jti, origin_jti: originJti } } as unknown as Principal;
}

describe('MemoryRevocations', () => {
  let now: number;
  let revocations: MemoryRevocations;

  beforeEach(() => {
    now = NOW;
    revocations = new MemoryRevocations({ clock: () => now });
  });

  it('knows of no revocation at first', () => {
    expect(revocations.isRevoked(principal(), 0)).toBe(false);
  });

  it('revokes one token by its jti', async () => {
    await revocations.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    expect(revocations.isRevoked(principal(), 0)).toBe(true);
    expect(revocations.isRevoked(principal({ jti: 'jti-2' }), 0)).toBe(false);
    expect(revocations.isRevoked(principal({ jti: 'other', originJti: 'jti-1' }), 0)).toBe(false);
  });

  it('revokes every token of a sign-in by its origin_jti', async () => {
    await revocations.revokeSignIn({ issuer: ISSUER, originJti: 'origin-1' });
    expect(revocations.isRevoked(principal({ jti: 'jti-2' }), 0)).toBe(true);
    expect(revocations.isRevoked(principal({ originJti: 'origin-2' }), 0)).toBe(false);
  });

  it('revokes what a user was issued until now, and not what comes after', async () => {
    await revocations.revokeUser({ issuer: ISSUER, sub: 'alice' });
    expect(revocations.isRevoked(principal({ issuedAt: NOW - 1_000 }), 0)).toBe(true);
    expect(revocations.isRevoked(principal({ issuedAt: NOW }), 0)).toBe(true);
    expect(revocations.isRevoked(principal({ issuedAt: NOW + 1_000 }), 0)).toBe(false);
    expect(revocations.isRevoked(principal({ sub: 'bob' }), 0)).toBe(false);
  });

  it('revokes what a user was issued before a moment', async () => {
    await revocations.revokeUser({ issuer: ISSUER, sub: 'alice', issuedBefore: NOW - 5_000 });
    expect(revocations.isRevoked(principal({ issuedAt: NOW - 6_000 }), 0)).toBe(true);
    expect(revocations.isRevoked(principal({ issuedAt: NOW - 5_000 }), 0)).toBe(false);
  });

  it('keeps the later of two moments, in whichever order they come', async () => {
    await revocations.revokeUser({ issuer: ISSUER, sub: 'alice', issuedBefore: NOW - 2_000 });
    await revocations.revokeUser({ issuer: ISSUER, sub: 'alice', issuedBefore: NOW - 9_000 });
    expect(revocations.isRevoked(principal({ issuedAt: NOW - 3_000 }), 0)).toBe(true);
  });

  it('revokes tokens of a user that were in use although their iat lay ahead', async () => {
    await revocations.revokeUser({ issuer: ISSUER, sub: 'alice' });
    expect(revocations.isRevoked(principal({ issuedAt: NOW + 60_000 }), 60_000)).toBe(true);
    expect(revocations.isRevoked(principal({ issuedAt: NOW + 61_000 }), 60_000)).toBe(false);
  });

  it('keeps the user pools apart', async () => {
    const other = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other';
    await revocations.revokeUser({ issuer: other, sub: 'alice' });
    await revocations.revokeToken({ issuer: other, jti: 'jti-1' });
    await revocations.revokeSignIn({ issuer: other, originJti: 'origin-1' });
    expect(revocations.isRevoked(principal(), 0)).toBe(false);
  });

  it("takes Cognito's two issuers of one user pool for one", async () => {
    const updated = ISSUER.replace('cognito-idp', 'issuer-cognito-idp');
    await revocations.revokeUser({ issuer: updated, sub: 'alice' });
    expect(revocations.isRevoked(principal(), 0)).toBe(true);
    await revocations.revokeToken({ issuer: ISSUER, jti: 'jti-9' });
    expect(revocations.isRevoked(principal({ issuer: updated, sub: 'bob', jti: 'jti-9' }), 0)).toBe(true);
  });

  it('does not take a claim that is no string for a revoked one', async () => {
    await revocations.revokeToken({ issuer: ISSUER, jti: 'undefined' });
    expect(revocations.isRevoked(principal({ jti: undefined }), 0)).toBe(false);
    expect(revocations.isRevoked(principal({ jti: ['undefined'] }), 0)).toBe(false);
  });

  it('keeps a revocation as long as a token it concerns may be valid', async () => {
    await revocations.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await revocations.revokeUser({ issuer: ISSUER, sub: 'alice' });
    now += DAY + 120_000;
    await revocations.revokeToken({ issuer: ISSUER, jti: 'another' });
    expect(revocations.isRevoked(principal({ sub: 'bob' }), 0)).toBe(true);
    expect(revocations.isRevoked(principal({ jti: 'x', originJti: 'x' }), 0)).toBe(true);
  });

  it('makes room for new revocations by those that do not matter any more', async () => {
    const small = new MemoryRevocations({ clock: () => now, maxEntries: 2 });
    await small.revokeToken({ issuer: ISSUER, jti: 'short', expiresAt: NOW + 60_000 });
    await small.revokeSignIn({ issuer: ISSUER, originJti: 'long' });
    now += 60_000 + (LONGEST_RETENTION_MS - DAY);
    await small.revokeToken({ issuer: ISSUER, jti: 'new' });
    expect(small.isRevoked(principal({ jti: 'new' }), 0)).toBe(true);
    expect(small.isRevoked(principal({ originJti: 'long' }), 0)).toBe(true);
    expect(small.isRevoked(principal({ jti: 'short' }), 0)).toBe(false);
  });

  it('fails loudly when it is full, and drops none that counts', async () => {
    const small = new MemoryRevocations({ clock: () => now, maxEntries: 1 });
    await small.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await expect(small.revokeToken({ issuer: ISSUER, jti: 'jti-2' })).rejects.toMatchObject({
      code: 'revocation_not_recorded',
      message: expect.stringContaining('maxEntries'),
    });
    expect(small.isRevoked(principal({ jti: 'jti-1' }), 0)).toBe(true);
    // What is known already needs no room.
    await small.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
  });

  it('takes the time of a clock that is a little ahead', async () => {
    await revocations.revokeUser({ issuer: ISSUER, sub: 'alice', issuedBefore: NOW + 1_000 });
    expect(revocations.isRevoked(principal({ issuedAt: NOW + 999 }), 0)).toBe(true);
    expect(revocations.isRevoked(principal({ issuedAt: NOW + 1_000 }), 0)).toBe(false);
  });

  describe('of a user who signs in and out all day', () => {
    async function signOutOften(store: MemoryRevocations, times: number, sub = 'mallory'): Promise<void> {
      for (let number = 0; number < times; number += 1) {
        await store.revokeSignIn({ issuer: ISSUER, originJti: `${sub}-${number}`, sub });
      }
    }

    it('revokes everything beyond a share, so that nobody fills the list', async () => {
      const small = new MemoryRevocations({ clock: () => now, maxEntries: 100 });
      await signOutOften(small, 1_000);
      const last = { sub: 'mallory', jti: 'x', originJti: 'mallory-999' };
      expect(small.isRevoked(principal(last), 0)).toBe(true);
      // The list has room for others.
      await signOutOften(small, 10, 'bob');
      expect(small.isRevoked(principal({ sub: 'bob', originJti: 'bob-9' }), 0)).toBe(true);
      expect(small.isRevoked(principal({ sub: 'bob', originJti: 'another' }), 0)).toBe(false);
    });

    it('leaves other sign-ins of the user alone up to that share', async () => {
      await signOutOften(revocations, MAX_ENTRIES_OF_USER);
      const other = { sub: 'mallory', jti: 'x', originJti: 'other' };
      expect(revocations.isRevoked(principal(other), 0)).toBe(false);
      // What is known already needs no share.
      await signOutOften(revocations, 1);
      expect(revocations.isRevoked(principal(other), 0)).toBe(false);
      await revocations.revokeToken({ issuer: ISSUER, jti: 'one more', sub: 'mallory' });
      expect(revocations.isRevoked(principal(other), 0)).toBe(true);
    });

    it('gives the share back with the entries', async () => {
      await signOutOften(revocations, MAX_ENTRIES_OF_USER);
      now += LONGEST_RETENTION_MS;
      await signOutOften(revocations, 1);
      expect(
        revocations.isRevoked(principal({ sub: 'mallory', jti: 'x', originJti: 'y', issuedAt: now }), 0),
      ).toBe(false);
    });

    it('keeps room for users that tokens and sign-ins cannot fill', async () => {
      const small = new MemoryRevocations({ clock: () => now, maxEntries: 8 });
      for (let number = 0; number < 6; number += 1) {
        await small.revokeToken({ issuer: ISSUER, jti: `jti-${number}` });
      }
      await expect(small.revokeToken({ issuer: ISSUER, jti: 'jti-6' })).rejects.toMatchObject({
        code: 'revocation_not_recorded',
      });
      await small.revokeUser({ issuer: ISSUER, sub: 'bob' });
      expect(small.isRevoked(principal({ sub: 'bob', jti: 'x', originJti: 'y' }), 0)).toBe(true);
      // A sign-out takes the place of its user where none is left for sign-ins.
      await small.revokeSignIn({ issuer: ISSUER, originJti: 'z', sub: 'carol' });
      expect(small.isRevoked(principal({ sub: 'carol', jti: 'x', originJti: 'z' }), 0)).toBe(true);
    });
  });

  it.each([
    ['an empty jti', () => revocations.revokeToken({ issuer: ISSUER, jti: '' }), 'jti'],
    ['no issuer', () => revocations.revokeToken({ jti: 'x' } as never), 'issuer'],
    ['a sub that is a number', () => revocations.revokeUser({ issuer: ISSUER, sub: 1 as never }), 'sub'],
    ['no origin_jti', () => revocations.revokeSignIn({ issuer: ISSUER } as never), 'originJti'],
    [
      'an expiry that is a text',
      () => revocations.revokeToken({ issuer: ISSUER, jti: 'x', expiresAt: '1' as never }),
      'expiresAt',
    ],
    [
      'a time that is none',
      () => revocations.revokeUser({ issuer: ISSUER, sub: 'a', issuedBefore: NaN }),
      'issuedBefore',
    ],
    [
      'a time that lies ahead',
      () => revocations.revokeUser({ issuer: ISSUER, sub: 'a', issuedBefore: NOW + 15 * 60_000 }),
      'issuedBefore',
    ],
    [
      'an expiry in seconds',
      () => revocations.revokeToken({ issuer: ISSUER, jti: 'x', expiresAt: NOW / 1_000 }),
      'expiresAt: found 1800000000, which looks like seconds. Write milliseconds',
    ],
    [
      'a moment in seconds',
      () => revocations.revokeUser({ issuer: ISSUER, sub: 'a', issuedBefore: NOW / 1_000 }),
      'issuedBefore: found 1800000000, which looks like seconds. Write milliseconds',
    ],
    [
      'a sub of a sign-in that is no text',
      () => revocations.revokeSignIn({ issuer: ISSUER, originJti: 'x', sub: 1 as never }),
      'sub',
    ],
  ])('refuses to revoke with %s', async (_what, revoke, field) => {
    await expect(revoke()).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringContaining(field),
    });
  });

  it.each([
    [{ clock: 1 }, 'clock'],
    [{ maxEntries: 0 }, 'maxEntries'],
    [{ ttl: 3 }, 'ttl'],
  ])('refuses the options %j', (options, name) => {
    expect(() => new MemoryRevocations(options as never)).toThrow(name);
  });
});
