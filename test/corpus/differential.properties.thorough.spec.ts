import { createPublicKey } from 'node:crypto';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { CastellanError, type ErrorCode, TokenVerifier } from 'castellan/core';
import fc from 'fast-check';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { KeyServer } from '../support/key-server.js';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from './property-runs.js';
import {
  type Claims,
  type Configuration,
  ISSUER,
  type Situation,
  situation,
  USER_POOL_ID,
} from './situation.js';

/** What other libraries say with the same configuration, key set and clock. */
const OTHERS: Readonly<Record<string, (situation: Situation) => unknown>> = {
  'aws-jwt-verify': ({
    configuration: { clientIds, tokenUse, clockToleranceSeconds },
    jwks,
    token: text,
  }) => {
    const verifier = CognitoJwtVerifier.create({
      userPoolId: USER_POOL_ID,
      clientId: [...clientIds],
      tokenUse,
      graceSeconds: clockToleranceSeconds,
    });
    verifier.cacheJwks(structuredClone(jwks) as Parameters<typeof verifier.cacheJwks>[0]);
    return verifier.verifySync(text);
  },
  jose: async ({ configuration: known, jwks, token: text, now }) => {
    const keys = createLocalJWKSet(structuredClone(jwks) as Parameters<typeof createLocalJWKSet>[0]);
    const { payload } = await jwtVerify(text, keys, {
      algorithms: ['RS256'],
      issuer: ISSUER,
      currentDate: new Date(now),
      clockTolerance: known.clockToleranceSeconds,
      requiredClaims: ['exp', 'sub'],
    });
    requireOurs(payload, known);
  },
  jsonwebtoken: ({ configuration: known, jwks, token: text, now }) => {
    const { kid } = JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as { kid?: string };
    const jwk = jwks.keys.find((candidate) => candidate.kid === kid);
    if (jwk === undefined) throw new Error('There is no such key.');
    const payload = jsonwebtoken.verify(
      text,
      createPublicKey({ key: { ...jwk, kty: 'RSA' }, format: 'jwk' }),
      {
        algorithms: ['RS256'],
        issuer: ISSUER,
        clockTimestamp: Math.floor(now / 1_000),
        clockTolerance: known.clockToleranceSeconds,
      },
    );
    requireOurs(payload as Claims, known);
  },
};

/** Why a token may be refused that all others accept: the rules of our own. */
const OURS_ALONE: Partial<Record<ErrorCode, string>> = {
  key_set_unavailable: 'A set without a key that may be used is a fault of the server.',
  token_claims_invalid:
    'Proof of possession is not checked here, no token lives for more than 24 hours, types are exact.',
  token_header_not_allowed: 'A parameter that brings a key or asks for something else is not ignored.',
  token_key_unknown: 'A key that is not for verifying, or whose kid stands for two keys, is not used.',
  token_not_yet_valid: 'A token from the future is not valid yet.',
};

function requireOurs({ token_use, client_id, aud }: Claims, { clientIds, tokenUse }: Configuration): void {
  const client = tokenUse === 'access' ? client_id : aud;
  if (token_use !== tokenUse || !clientIds.includes(client as string)) throw new Error('It is not ours.');
}

describe('a token, a key set, a configuration and a moment', () => {
  let keyServer: KeyServer;

  beforeAll(async () => {
    keyServer = await KeyServer.start();
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await keyServer.stop();
  });

  async function verdictOn({ configuration: known, jwks, token: text, now }: Situation): Promise<string> {
    keyServer.publish('set', jwks.keys);
    const verifier = new TokenVerifier({
      userPools: [{ userPoolId: USER_POOL_ID, clientIds: known.clientIds, tokenUse: known.tokenUse }],
      clockToleranceSeconds: known.clockToleranceSeconds,
      clock: () => now,
      // The address of Cognito leads to the key server of the test.
      fetch: (_address, init) => fetch(keyServer.issuer('set'), init),
    });
    try {
      await verifier.verify(text);
      return 'accepted';
    } catch (error) {
      if (error instanceof CastellanError) return error.code;
      throw error;
    }
  }

  async function acceptedBy(given: Situation): Promise<readonly string[]> {
    // One of them has no other clock.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(given.now);
    const names: string[] = [];
    for (const [name, verify] of Object.entries(OTHERS)) {
      try {
        await verify(given);
        names.push(name);
      } catch {
        // Refused.
      }
    }
    clock.mockRestore();
    return names;
  }

  it(
    'are accepted only where all others accept them, and refused for a named reason where we are alone',
    async () => {
      let [accepted, refusedByAll, refusedByUs] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(situation, async (given) => {
          const verdict = await verdictOn(given);
          const others = await acceptedBy(given);
          if (verdict === 'accepted') {
            expect(others).toEqual(Object.keys(OTHERS));
            accepted += 1;
            return;
          }
          if (others.length === 0) refusedByAll += 1;
          if (others.length < Object.keys(OTHERS).length) return;
          expect(Object.keys(OURS_ALONE)).toContain(verdict);
          refusedByUs += 1;
        }),
        PROPERTY_RUNS,
      );
      // The runs have met all three.
      expect(Math.min(accepted, refusedByAll, refusedByUs)).toBeGreaterThan(0);
    },
    // Four libraries judge each situation.
    4 * PROPERTY_TIMEOUT,
  );
});
