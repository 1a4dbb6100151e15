import type { Caller, UserPrincipal } from '../tokens/principal.js';
import type { CallerIdentity } from './caller-identity.js';
import { GuestIdentity } from './guest-identity.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** What one route asks of the credentials of its callers. Callers have no say in it. */
export interface CredentialsDemand {
  /** Whether callers who have not signed in get the guest role. */
  readonly allowsGuests: boolean;
  /** The name of a configured role. Default: the one that the caller gets anyway. */
  readonly role?: string;
  /** Gives a session policy, as JSON, for whoever calls. Default: none. */
  readonly sessionPolicy?: (user: UserPrincipal) => string;
}

/**
 * For whom, and for what, a route asks AWS for credentials. A guest is only ever somebody without any token, on a route
 * that says so: a user whose ID token is missing stays a user who is refused.
 *
 * @param verified verifies the caller's own token
 *
 * @example
 * ```ts
 * import { type Caller, demandedIdentity, type VerifiedIdentity } from 'castellan/core';
 *
 * export const editorOf = (caller: Caller, verified: () => Promise<VerifiedIdentity>) =>
 *   demandedIdentity(caller, { allowsGuests: false, role: 'editors' }, verified);
 * ```
 */
export async function demandedIdentity(
  caller: Caller,
  demand: CredentialsDemand | undefined,
  verified: () => Promise<VerifiedIdentity>,
): Promise<CallerIdentity> {
  if (demand === undefined) return verified();
  if (demand.allowsGuests && caller.kind === 'anonymous') return new GuestIdentity();
  const identity = await verified();
  const { role, sessionPolicy } = demand;
  return identity.narrowedBy({
    ...(role !== undefined && { role }),
    ...(sessionPolicy !== undefined && { sessionPolicy: sessionPolicy(identity.principal) }),
  });
}
