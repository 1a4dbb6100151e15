import { MemoryRevocations, type Principal, type ResolvePool, TokenVerifier } from '../../tokens/index.js';
import { resolveOptions } from '../castellan.options.js';
import { Revocations } from './revocations.js';

const POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' } as const;
const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const OTHER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other';
const CUSTOM = ['https://one.example/pool', 'https://two.example/pool'];

function principal(changes: Record<string, unknown> = {}): Principal {
  const claims = { jti: 'jti-1', origin_jti: 'origin-1' };
  return { issuer: ISSUER, sub: 'alice', issuedAt: Date.now() - 1_000, claims, ...changes } as never;
}

describe('Revocations', () => {
  let store: MemoryRevocations;

  beforeEach(() => {
    store = new MemoryRevocations();
  });

  function revocationsOf(options: { resolvePool?: ResolvePool } = {}): Revocations {
    const all = {
      userPools: [POOL, { ...POOL, userPoolId: 'eu-west-1_Custom', issuer: CUSTOM }],
      revocations: store,
      ...options,
    };
    return new Revocations(new TokenVerifier(all), resolveOptions(all), undefined);
  }

  it('revokes the sign-in of a principal, and no other', async () => {
    await revocationsOf().revokeSignInOf(principal());
    expect(store.isRevoked(principal({ claims: { jti: 'x', origin_jti: 'origin-1' } }), 0)).toBe(true);
    expect(store.isRevoked(principal({ claims: { jti: 'x', origin_jti: 'origin-2' } }), 0)).toBe(false);
  });

  it.each([[undefined], [''], [7], [['origin-1']]])(
    'revokes everything of a principal whose token does not name its sign-in: %j',
    async (originJti) => {
      await revocationsOf().revokeSignInOf(principal({ claims: { origin_jti: originJti } }));
      expect(store.isRevoked(principal(), 0)).toBe(true);
      expect(store.isRevoked(principal({ sub: 'bob' }), 0)).toBe(false);
      expect(store.isRevoked(principal({ sub: 'bob', claims: { origin_jti: 'undefined' } }), 0)).toBe(false);
    },
  );

  it.each([ISSUER, ISSUER.replace('cognito-idp', 'issuer-cognito-idp'), ...CUSTOM])(
    'revokes for the issuer %s of a configured pool',
    async (issuer) => {
      await revocationsOf().revokeUser({ issuer, sub: 'alice' });
      expect(store.isRevoked(principal({ issuer }), 0)).toBe(true);
    },
  );

  it.each([[OTHER], [`${ISSUER}/`], [POOL.userPoolId], ['']])(
    'refuses the issuer %j, which no configured pool has, and names those that are',
    async (issuer) => {
      const revocations = revocationsOf();
      for (const revoke of [
        () => revocations.revokeUser({ issuer, sub: 'alice' }),
        () => revocations.revokeSignIn({ issuer, originJti: 'x', sub: 'alice' }),
        () => revocations.revokeToken({ issuer, jti: 'x' }),
      ]) {
        await expect(revoke()).rejects.toMatchObject({
          code: 'configuration_invalid',
          message: expect.stringMatching(new RegExp(`${JSON.stringify(issuer)}.*${ISSUER}.*${CUSTOM[1]}`)),
        });
      }
    },
  );

  it('takes any issuer where pools are resolved', async () => {
    await revocationsOf({ resolvePool: () => undefined }).revokeUser({ issuer: OTHER, sub: 'alice' });
    expect(store.isRevoked(principal({ issuer: OTHER }), 0)).toBe(true);
  });
});
