import type { Clock } from '../../clock.js';
import type { AppClient } from '../app-client.js';
import type { AuthenticationContext } from '../risk/authentication-context.js';
import type { ChallengeResult } from '../triggers/custom-challenge-triggers.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';

/** One sign-in on its way: what every step from the first request to the tokens must know. */
export interface SignInAttempt {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly clock: Clock;
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

/** The next thing to ask of the user. */
export interface ChallengeGiven {
  readonly kind: 'challenge';
  readonly name: string;
  /** Absent: the challenge finds its way back by its own parameters. */
  readonly session?: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the user may choose from, where that is asked. */
  readonly available?: readonly string[];
}

/** The user has shown all that was asked: tokens may be issued. */
export interface SignInPassed {
  readonly kind: 'passed';
  readonly attempt: SignInAttempt;
  readonly occasion: 'Authentication' | 'NewPasswordChallenge' | 'AuthenticateDevice';
}

export type SignInOutcome = ChallengeGiven | SignInPassed;

/** Whether the user of an attempt is in the pool, and still is. */
export const isMember = ({ pool, user }: SignInAttempt): boolean => pool.users.findBySub(user.sub) === user;
