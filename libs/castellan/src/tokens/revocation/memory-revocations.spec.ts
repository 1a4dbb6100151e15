import type { Principal } from '../principal.js';
import { MemoryRevocations } from './memory-revocations.js';
import { LONGEST_RETENTION_MS } from './revocation.js';

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
      code: 'revocations_unavailable',
      message: expect.stringContaining('maxEntries'),
    });
    expect(small.isRevoked(principal({ jti: 'jti-1' }), 0)).toBe(true);
    // What is known already needs no room.
    await small.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
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
      () => revocations.revokeUser({ issuer: ISSUER, sub: 'a', issuedBefore: NOW + 2 }),
      'issuedBefore',
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
