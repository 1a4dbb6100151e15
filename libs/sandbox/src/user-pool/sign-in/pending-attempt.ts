import type { AppClient } from '../app-client.js';
import type { AuthenticationContext } from '../risk/authentication-context.js';
import type { ChallengeResult } from '../triggers/custom-challenge-triggers.js';
import type { User } from '../users.js';

/** What must be remembered of a sign-in while the user is asked something. */
export interface PendingAttempt {
  readonly client: AppClient;
  /** The user or, where the answer must not tell that there is none, somebody who is in no pool. */
  readonly user: User;
  /** The name that the application sent, which may be an alias. */
  readonly username: string;
  /** Sent by the application: a device that may be known already. */
  readonly deviceKey?: string | undefined;
  /** The challenges that were answered, where triggers decide what is asked next. */
  readonly custom?: readonly ChallengeResult[];
  /** What the application sent along for triggers. */
  readonly clientMetadata: ReadonlyMap<string, string>;
  /** Where the request comes from, as the application says. */
  readonly context: AuthenticationContext;
  /** Identifies the sign-in among the events of the user. */
  readonly eventId: string;
}
