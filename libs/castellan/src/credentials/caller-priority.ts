import type { CallerIdentity } from './caller-identity.js';
import type { CallPriority } from './limits/call-limits.js';

/** Guests never get ahead of a user: what they need comes when no user waits for a turn. */
export function priorityOf({ kind }: CallerIdentity): CallPriority {
  return kind === 'user' ? 'caller' : 'renewal';
}
