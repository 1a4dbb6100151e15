import type { Clock } from '../clock.js';
import type { JsonCall } from '../http/json-service.js';
import { partitionOf } from '../iam/partition.js';
import type { Role } from '../sts/role.js';
import type { Session, SessionRequest } from '../sts/session.js';
import type { Identities } from './identities.js';
import type { IdentityPoolReferences } from './identity-pool-references.js';
import type { IdentityPool } from './identity-pool.js';
import type { OpenIdTokens } from './open-id-tokens.js';
import { identityPoolNotFound } from './refusals.js';

/** Where sessions come from: what an identity pool needs of the security token service. */
export interface RoleSessions {
  role(roleArn: string): Role | undefined;
  assumeRole(request: SessionRequest): Session;
}

/** What the operations work on. */
export interface OperationContext {
  readonly pools: Map<string, IdentityPool>;
  readonly references: IdentityPoolReferences;
  readonly region: string;
  readonly accountId: string;
  readonly identities: Identities;
  readonly sessions: RoleSessions;
  readonly openIdTokens: OpenIdTokens;
  readonly clock: Clock;
}

/** What an operation may ask of its signer. */
export type SignerPermission = (action: string, resource: string) => boolean;

/** One operation of the API. `mayDo` is for operations that must be signed. */
export type Operation = (
  call: JsonCall,
  context: OperationContext,
  mayDo: SignerPermission,
) => Promise<object>;

/** The ARN of an identity pool. */
export const poolArn = (
  identityPoolId: string,
  { region, accountId }: Pick<OperationContext, 'region' | 'accountId'>,
): string =>
  `arn:${partitionOf(region)}:cognito-identity:${region}:${accountId}:identitypool/${identityPoolId}`;

export function requirePool(identityPoolId: string, context: OperationContext): IdentityPool {
  const pool = context.pools.get(identityPoolId);
  if (pool === undefined) throw identityPoolNotFound(identityPoolId);
  return pool;
}
