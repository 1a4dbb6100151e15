import type { Identity } from './identities.js';
import type { IdentityPool } from './identity-pool.js';
import { verifyLogins, type VerifiedLogin } from './login-verifier.js';
import { type OperationContext, requirePool } from './operation.js';
import { guestsNotSupported, identityForbidden } from './refusals.js';

/** Who calls an operation that is about an identity, proven. */
export interface Caller {
  readonly pool: IdentityPool;
  /** After a merge not the identity that was asked for. */
  readonly identity: Identity;
  /** Empty for a guest. */
  readonly logins: readonly VerifiedLogin[];
}

/** Proves that the caller may use the identity: by a login that belongs to it, or because it is a guest's. */
export async function authenticateCaller(
  identityId: string,
  logins: Readonly<Record<string, string>>,
  context: OperationContext,
): Promise<Caller> {
  const identity = context.identities.require(identityId);
  const pool = requirePool(identity.identityPoolId, context);
  const verified = await verifyLogins(pool, logins, context.clock);
  if (verified.length > 0) {
    return { pool, identity: context.identities.claim(identityId, verified), logins: verified };
  }
  if (identity.logins.size > 0) throw identityForbidden(identityId);
  if (!pool.allowUnauthenticatedIdentities) throw guestsNotSupported();
  return { pool, identity, logins: [] };
}

/** The authentication methods, as the `amr` claim and condition key have them. */
export const authenticationMethods = (logins: readonly VerifiedLogin[]): string[] =>
  logins.length === 0
    ? ['unauthenticated']
    : [
        'authenticated',
        ...logins.flatMap(({ providerName, sub }) => [providerName, `${providerName}:CognitoSignIn:${sub}`]),
      ];
