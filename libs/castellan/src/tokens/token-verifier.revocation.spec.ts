import { RevocationsUnavailableError } from '../errors/index.js';
import type { RevocationStore } from './revocation/revocation-store.js';
import {
  accessClaims,
  CLIENT_ID,
  ISSUER,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  refusalOf,
  signToken,
} from './token-fixtures.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';
import type { TokenVerifierOptions } from './token-verifier-options.js';

const key = makeKey('key-1');
const token = signToken(key, accessClaims());
const { sub, jti } = accessClaims() as { sub: string; jti: string };

function verifierWith(options: Partial<TokenVerifierOptions> = {}): TokenVerifier {
  return new TokenVerifier({
    userPools: [
      { userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks: { keys: [key.jwk] } },
    ],
    clock: () => NOW * 1_000,
    ...options,
  });
}

describe('TokenVerifier, of revoked tokens', () => {
  it('refuses a remembered token at once', async () => {
    const verifier = verifierWith();
    await verifier.verify(token);
    await verifier.revocations.revokeUser({ issuer: ISSUER, sub });
    expect(await refusal(verifier.verify(token))).toBe('token_revoked');
  });

  it('refuses a token it has never seen', async () => {
    const verifier = verifierWith();
    await verifier.revocations.revokeToken({ issuer: ISSUER, jti });
    expect(await refusal(verifier.verify(token))).toBe('token_revoked');
  });

  it('says nothing about a revocation to whoever cannot sign', async () => {
    const verifier = verifierWith();
    await verifier.revocations.revokeToken({ issuer: ISSUER, jti });
    const forged = signToken(makeKey('key-1'), accessClaims());
    expect(await refusal(verifier.verify(forged))).toBe('token_signature_invalid');
  });

  it('refuses every token that the store does not know about', async () => {
    let isDown = false;
    const store: RevocationStore = {
      isRevoked: () => {
        if (isDown) throw new RevocationsUnavailableError('down', { retryAfterSeconds: 1 });
        return false;
      },
      revokeToken: async () => undefined,
      revokeSignIn: async () => undefined,
      revokeUser: async () => undefined,
    };
    const verifier = verifierWith({ revocations: store });
    await verifier.verify(token);
    isDown = true;
    expect(await refusal(verifier.verify(token))).toBe('revocations_unavailable');
    expect(await refusal(verifierWith({ revocations: store }).verify(token))).toBe('revocations_unavailable');
  });

  it.each([[undefined], [null], [0], [Promise.resolve(false)]])(
    'takes only a plain no of the store for a no, not %s',
    async (answer) => {
      const store = Object.assign(Object.create(verifierWith().revocations) as RevocationStore, {
        isRevoked: () => answer as never,
      });
      expect(await refusal(verifierWith({ revocations: store }).verify(token))).toBe('token_revoked');
    },
  );

  it('refuses the token, and nothing else happens, where a store answers with a promise that rejects', async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown) => unheard.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const store = Object.assign(Object.create(verifierWith().revocations) as RevocationStore, {
        isRevoked: () => Promise.reject(new Error('the database is down')) as never,
      });
      expect(await refusal(verifierWith({ revocations: store }).verify(token))).toBe('token_revoked');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(unheard).toEqual([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });

  it.each([[null], [{}], [{ isRevoked: () => false }], ['memory']])('refuses %j as a store', (store) => {
    expect(refusalOf(() => verifierWith({ revocations: store as never }))).toBe('configuration_invalid');
  });
});
