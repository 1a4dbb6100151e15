import { AuthenticationRequiredError } from '../../errors/index.js';
import type { CallerIdentity } from '../caller-identity.js';

/** @throws AuthenticationRequiredError for a guest where guests get nothing */
export function assertGuestAllowed(
  identity: CallerIdentity,
  { allowsGuests }: { readonly allowsGuests: boolean },
): void {
  if (identity.kind === 'user' || allowsGuests) return;
  throw new AuthenticationRequiredError(
    'AWS credentials were asked for on behalf of a guest, and guests get none.',
  );
}
