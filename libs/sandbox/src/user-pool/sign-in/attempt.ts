import type { Clock } from '../../clock.js';
import type { UserPool } from '../user-pool.js';
import type { OpenChallenge } from './challenges.js';
import type { ChallengeState } from './challenge-state.js';
import type { PendingAttempt } from './pending-attempt.js';

/** One sign-in on its way: what every step from the first request to the tokens must know. */
export interface SignInAttempt extends PendingAttempt {
  readonly pool: UserPool;
  readonly clock: Clock;
}

/** A challenge whose answer is at hand. */
export interface AnsweredChallenge<
  State extends ChallengeState = ChallengeState,
> extends OpenChallenge<State> {
  readonly attempt: SignInAttempt;
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
export const isMember = ({ pool, user }: Pick<SignInAttempt, 'pool' | 'user'>): boolean =>
  pool.users.findBySub(user.sub) === user;
