import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';
import { claimOf, type ExternalIdentity, type ExternalProfile } from './external-identity.js';
import type { IdentityProvider } from './identity-provider.js';

/** The user who signs in with an account of a provider: the one it made, or the one it is linked to. */
export function userOfProfile(
  pool: UserPool,
  { providerName }: IdentityProvider,
  { userId, claims }: ExternalProfile,
): User | undefined {
  const signsIn = (identity: ExternalIdentity): boolean =>
    identity.providerName === providerName &&
    identity.userId ===
      (identity.attributeName === undefined ? userId : claimOf(claims, identity.attributeName));
  return pool.users.list().find(({ identities }) => identities?.some(signsIn));
}

/** The user who has an identity, by the ID alone. */
export const userOfIdentity = (pool: UserPool, providerName: string, userId: string): User | undefined =>
  pool.users
    .list()
    .find(({ identities }) =>
      identities?.some((identity) => identity.providerName === providerName && identity.userId === userId),
    );
