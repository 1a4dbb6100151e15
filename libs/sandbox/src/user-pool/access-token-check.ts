import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';

import type { Clock } from '../clock.js';
import { SIGN_IN_SCOPE } from './oauth2/scopes.js';
import type { PoolRegistry } from './pool-registry.js';
import { refusals } from './refusals.js';
import type { UserPool } from './user-pool.js';
import type { User } from './users.js';

/** Who an access token speaks for. */
export interface SignedInUser {
  readonly pool: UserPool;
  readonly user: User;
  readonly scopes: readonly string[];
}

/**
 * Finds the user behind an access token: signature, issuer, expiry, kind, client, scope, then whether the user may
 * still sign in and the sign-in has not been ended. Throws `NotAuthorizedException` or `UserNotFoundException`.
 */
export async function authenticateAccessToken(
  token: string,
  pools: PoolRegistry,
  clock: Clock,
  neededScope = SIGN_IN_SCOPE,
): Promise<SignedInUser> {
  const pool = pools.byIssuer(unverifiedIssuer(token));
  if (pool === undefined) throw invalid();
  const claims = await verifiedClaims(token, pool, clock);
  if (claims.token_use !== 'access' || pool.client(text(claims.client_id)) === undefined) throw invalid();
  const scopes = text(claims.scope).split(' ');
  if (!scopes.includes(neededScope)) {
    throw refusals.notAuthorized('Access Token does not have required scopes');
  }
  const user = pool.users.findBySub(text(claims.sub));
  if (user === undefined) throw refusals.unknownUser();
  if (!user.enabled) throw refusals.disabledUser();
  if (!pool.sessions.isAlive(text(claims.origin_jti), user.sub)) {
    throw refusals.notAuthorized('Access Token has been revoked');
  }
  return { pool, user, scopes };
}

/** Only chooses the pool whose key must then verify the token. */
function unverifiedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw invalid();
  }
}

async function verifiedClaims(token: string, pool: UserPool, clock: Clock): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, pool.keys.access.publicKey, {
      algorithms: ['RS256'],
      issuer: pool.issuer,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(clock()),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refusals.notAuthorized('Access Token has expired');
    throw invalid();
  }
}

const text = (claim: unknown): string => (typeof claim === 'string' ? claim : '');

const invalid = () => refusals.notAuthorized('Invalid Access Token');
