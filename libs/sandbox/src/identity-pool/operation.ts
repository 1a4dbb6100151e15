import type { Clock } from '../clock.js';
import type { JsonCall } from '../http/json-service.js';
import type { Session, SessionRequest } from '../sts/session.js';
import type { Identities } from './identities.js';
import type { IdentityPool } from './identity-pool.js';
import type { OpenIdTokens } from './open-id-tokens.js';
import { identityPoolNotFound } from './refusals.js';

/** Where sessions come from: what an identity pool needs of the security token service. */
export interface RoleSessions {
  assumeRole(request: SessionRequest): Session;
}

/** What the operations work on. */
export interface OperationContext {
  readonly pools: ReadonlyMap<string, IdentityPool>;
  readonly identities: Identities;
  readonly sessions: RoleSessions;
  readonly roleArns: ReadonlySet<string>;
  readonly openIdTokens: OpenIdTokens;
  readonly clock: Clock;
}

/** One operation of the API. */
export type Operation = (call: JsonCall, context: OperationContext) => Promise<object>;

export function requirePool(identityPoolId: string, context: OperationContext): IdentityPool {
  const pool = context.pools.get(identityPoolId);
  if (pool === undefined) throw identityPoolNotFound(identityPoolId);
  return pool;
}
