import fc from 'fast-check';
import {
  accessClaims,
  CLIENT_ID,
  ISSUER,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  signToken,
} from '../token-fixtures.spec-helper.js';
import { TokenVerifier } from '../token-verifier.js';

const HOUR = 3_600;

interface TestToken {
  readonly text: string;
  readonly sub: string;
  readonly jti: string;
  readonly originJti: string;
  readonly issuedAt: number;
}

const key = makeKey('key-1');

/** Two users with two sign-ins each, and two tokens of each sign-in, issued a minute apart. */
const TOKENS: readonly TestToken[] = ['alice', 'bob'].flatMap((sub) =>
  ['a', 'b'].flatMap((signIn) =>
    [0, 1].map((number) => {
      const claims = {
        sub,
        jti: `${sub}-${signIn}-${number}`,
        origin_jti: `${sub}-${signIn}`,
        iat: NOW + number * 60,
        exp: NOW + number * 60 + HOUR,
      };
      return {
        text: signToken(key, accessClaims(claims)),
        sub,
        jti: claims.jti,
        originJti: claims.origin_jti,
        issuedAt: claims.iat * 1_000,
      };
    }),
  ),
);

const tokenNumber = fc.nat({ max: TOKENS.length - 1 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('verify' as const), number: tokenNumber }) },
  fc.record({ kind: fc.constantFrom('token', 'signIn', 'user'), number: tokenNumber }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat({ max: HOUR }) }),
);

describe('a revoked token', () => {
  it('is never accepted again, whatever the state of the cache, and no other is refused for it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.constantFrom(0, 1, 3, 100),
        fc.constantFrom(0, 120),
        async (steps, maxCachedTokens, clockToleranceSeconds) => {
          let now = (NOW + 60) * 1_000;
          const verifier = new TokenVerifier({
            userPools: [
              { userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks: { keys: [key.jwk] } },
            ],
            clock: () => now,
            maxCachedTokens,
            clockToleranceSeconds,
          });
          const revoked = new Set<TestToken>();
          const revoke = (isConcerned: (token: TestToken) => boolean) =>
            TOKENS.filter(isConcerned).forEach((token) => revoked.add(token));
          for (const { kind, ...rest } of steps) {
            if ('seconds' in rest) {
              now += rest.seconds * 1_000;
              continue;
            }
            const token = TOKENS[rest.number]!;
            const { sub, jti, originJti } = token;
            if (kind === 'token') {
              await verifier.revocations.revokeToken({ issuer: ISSUER, jti });
              revoke((other) => other.jti === jti);
            } else if (kind === 'signIn') {
              await verifier.revocations.revokeSignIn({ issuer: ISSUER, originJti });
              revoke((other) => other.originJti === originJti);
            } else if (kind === 'user') {
              await verifier.revocations.revokeUser({ issuer: ISSUER, sub });
              revoke((other) => other.sub === sub);
            } else {
              const isExpired = now >= token.issuedAt + (HOUR + clockToleranceSeconds) * 1_000;
              const expected = isExpired
                ? 'token_expired'
                : revoked.has(token)
                  ? 'token_revoked'
                  : 'accepted';
              expect(await refusal(verifier.verify(token.text))).toBe(expected);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
