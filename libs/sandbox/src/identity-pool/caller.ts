import type { Identity } from './identities.js';
import type { IdentityPool } from './identity-pool.js';
import { verifyLogins, type VerifiedLogin } from './login-verifier.js';
import { IDENTITY_POOL_PROVIDER } from './open-id-tokens.js';
import { type OperationContext, requirePool } from './operation.js';
import { principalTagsOf } from './principal-tags.js';
import { guestsNotSupported, identityForbidden, loginsDoNotMatch } from './refusals.js';

/** Who calls an operation that is about an identity, proven. */
export interface Caller {
  readonly pool: IdentityPool;
  /** After a merge not the identity that was asked for. */
  readonly identity: Identity;
  /** Empty for a guest, and for a caller with an OpenID token of the identity pool. */
  readonly logins: readonly VerifiedLogin[];
  readonly isGuest: boolean;
  /** The authentication methods, as the `amr` claim and condition key have them. */
  readonly amr: readonly string[];
  readonly principalTags: Readonly<Record<string, string>>;
}

/** Proves that the caller may use the identity: by a login that belongs to it, or because it is a guest's. */
export async function authenticateCaller(
  identityId: string,
  logins: Readonly<Record<string, string>>,
  context: OperationContext,
): Promise<Caller> {
  const { identityPoolId, isGuest } = context.identities.require(identityId);
  const pool = requirePool(identityPoolId, context);
  const { [IDENTITY_POOL_PROVIDER]: poolToken, ...others } = logins;
  if (poolToken !== undefined) {
    if (Object.keys(others).length > 0) throw loginsDoNotMatch();
    return await callerWithPoolToken(identityId, poolToken, pool, context);
  }
  const verified = await verifyLogins(pool, logins, context.clock);
  if (verified.length > 0) {
    const identity = context.identities.claim(identityId, verified);
    const [amr, principalTags] = [methodsOf(verified), principalTagsOf(verified)];
    return { pool, identity, logins: verified, isGuest: false, amr, principalTags };
  }
  if (!isGuest) throw identityForbidden(identityId);
  if (!pool.allowUnauthenticatedIdentities) throw guestsNotSupported();
  const identity = context.identities.require(identityId);
  return { pool, identity, logins: [], isGuest: true, amr: ['unauthenticated'], principalTags: {} };
}

/** A token that the identity pool issued itself speaks for the identity in it, and carries what was proven then. */
async function callerWithPoolToken(
  identityId: string,
  token: string,
  pool: IdentityPool,
  context: OperationContext,
): Promise<Caller> {
  const claims = await context.openIdTokens.verify(token, pool.identityPoolId);
  if (claims.identityId !== identityId) throw loginsDoNotMatch();
  const identity = context.identities.require(identityId);
  const { amr, principalTags = {} } = claims;
  const isGuest = amr.includes('unauthenticated');
  if (isGuest && !pool.allowUnauthenticatedIdentities) throw guestsNotSupported();
  return { pool, identity, logins: [], isGuest, amr, principalTags };
}

const methodsOf = (logins: readonly VerifiedLogin[]): readonly string[] => [
  'authenticated',
  ...logins.flatMap(({ methods }) => methods),
];
