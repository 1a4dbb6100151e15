import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import type { CorpusPool } from './corpus-pool.js';

/** What every oracle is told about the attacked pool. */
export interface OracleOptions extends Pick<CorpusPool, 'key' | 'userPoolId' | 'issuer' | 'clientId'> {
  /** Seconds since the epoch. `Date.now` must say the same: one oracle has no other clock. */
  readonly now: number;
}

/** Another library that verifies tokens, configured as its documentation says. */
export interface Oracle {
  readonly name: string;
  accepts(token: string): Promise<boolean>;
}

/** The libraries in common use, with RS256 pinned, and issuer, client and type of token checked. */
export function oracles({ key, userPoolId, issuer, clientId, now }: OracleOptions): Oracle[] {
  const cognito = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' });
  cognito.cacheJwks({ keys: [{ ...key.jwk }] });
  const keySet = createLocalJWKSet({ keys: [key.jwk] });

  const isOurs = (claims: Readonly<Record<string, unknown>>) =>
    claims.client_id === clientId && claims.token_use === 'access';
  return [
    oracle('aws-jwt-verify', (token) => {
      cognito.verifySync(token);
      return true;
    }),
    oracle('jose', async (token) => {
      const { payload } = await jwtVerify(token, keySet, {
        algorithms: ['RS256'],
        issuer,
        currentDate: new Date(now * 1_000),
        requiredClaims: ['exp', 'sub'],
      });
      return isOurs(payload);
    }),
    oracle('jsonwebtoken', (token) => {
      const payload = jsonwebtoken.verify(token, key.publicKey, {
        algorithms: ['RS256'],
        issuer,
        clockTimestamp: now,
      });
      return typeof payload !== 'string' && isOurs(payload);
    }),
  ];
}

function oracle(name: string, verify: (token: string) => boolean | Promise<boolean>): Oracle {
  return {
    name,
    async accepts(token) {
      try {
        return await verify(token);
      } catch {
        return false;
      }
    },
  };
}
