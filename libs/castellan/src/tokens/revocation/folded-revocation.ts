import { type Revocation, userRevocation } from './revocation.js';
import type { RevocationList } from './revocation-list.js';

/**
 * What to record for a revocation: itself, or everything its user was issued until now where the user has many
 * already or the list has no room for more. A user who signs in and out all day fills no list this way, and what
 * was to be revoked is revoked in any case.
 */
export function foldedRevocation(revocation: Revocation, list: RevocationList, now: number): Revocation {
  const { issuer, sub } = revocation;
  if (sub === undefined || list.hasRoomFor(revocation, now)) return revocation;
  return userRevocation({ issuer, sub }, now);
}
