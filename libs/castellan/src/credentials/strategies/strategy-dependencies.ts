import type { GetIdentityId, IdentityIds } from '../identity-ids.js';
import type { CallLimits } from '../limits/call-limits.js';

/** What strategies are given by what is around them. */
export interface StrategyDependencies {
  /** The gate that every call goes through. */
  readonly limits: CallLimits;
  /** Remembers identity IDs, and asks for those it does not know. */
  readonly identityIds: (getId: GetIdentityId) => IdentityIds;
}
