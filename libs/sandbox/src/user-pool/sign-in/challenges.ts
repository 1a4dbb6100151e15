import { randomBytes } from 'node:crypto';

import type { Clock } from '../../clock.js';
import { refusals } from '../refusals.js';
import type { User } from '../users.js';
import type { ChallengeState } from './challenge-state.js';
import type { PendingAttempt } from './pending-attempt.js';

/** A question to a user that waits for its answer. */
export interface OpenChallenge<State extends ChallengeState = ChallengeState> {
  readonly attempt: PendingAttempt;
  readonly state: State;
  readonly session: string;
  readonly expiresAt: number;
}

/** Who answers, and through which client. */
interface Answerer {
  readonly username: string;
  /** Whom that name finds in the pool. */
  readonly user: User | undefined;
  readonly clientId: string;
}

/** The open challenges of one pool. A session is good for one answer that is right, and for a few minutes. */
export class Challenges {
  private readonly open = new Map<string, OpenChallenge>();
  private readonly used = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** Returns the session to be sent back with the answer. */
  add(attempt: PendingAttempt, state: ChallengeState): string {
    this.forgetExpired();
    const session = randomBytes(48).toString('base64');
    const expiresAt = this.clock() + attempt.client.authSessionMinutes * 60_000;
    this.open.set(session, { attempt, state, session, expiresAt });
    return session;
  }

  /**
   * The challenge that a session belongs to. Throws `NotAuthorizedException` unless it is one of these challenges, of
   * this user and client, fresh and unused.
   */
  find<Name extends ChallengeState['name']>(
    session: string,
    names: readonly Name[],
    { username, user, clientId }: Answerer,
  ): OpenChallenge<Extract<ChallengeState, { name: Name }>> {
    const found = this.ofSession(session, names);
    const { attempt } = found;
    const isUser =
      username === attempt.username || username === attempt.user.username || user === attempt.user;
    if (!isUser || attempt.client.clientId !== clientId) throw invalidSession();
    return found;
  }

  /** Whether the session is one of this pool, usable or not. */
  has(session: string): boolean {
    return this.open.has(session);
  }

  /** Like `find`, for operations to which the session alone says who the user is. */
  ofSession<Name extends ChallengeState['name']>(
    session: string,
    names: readonly Name[],
  ): OpenChallenge<Extract<ChallengeState, { name: Name }>> {
    const found = this.open.get(session);
    if (found === undefined || !isOneOf(found, names)) throw invalidSession();
    this.assertOpen(found);
    return found;
  }

  /** Uses a challenge up. Throws like `find`: of two answers at once only one gets so far. */
  close(challenge: OpenChallenge): void {
    this.assertOpen(challenge);
    this.used.add(challenge.session);
  }

  /** Throws `NotAuthorizedException` for a challenge that is too old or used up. */
  assertOpen({ session, expiresAt }: OpenChallenge): void {
    if (this.clock() >= expiresAt) {
      throw refusals.notAuthorized('Invalid session for the user, session is expired.');
    }
    if (this.used.has(session)) {
      throw refusals.notAuthorized('Invalid session for the user, session can only be used once.');
    }
  }

  private forgetExpired(): void {
    const now = this.clock();
    for (const [session, challenge] of this.open) {
      if (now < challenge.expiresAt + REMEMBERED_MS) continue;
      this.open.delete(session);
      this.used.delete(session);
    }
  }
}

/** So long an expired session is still said to be expired, and not unknown. */
const REMEMBERED_MS = 15 * 60_000;

const isOneOf = <Name extends ChallengeState['name']>(
  challenge: OpenChallenge,
  names: readonly Name[],
): challenge is OpenChallenge<Extract<ChallengeState, { name: Name }>> =>
  (names as readonly string[]).includes(challenge.state.name);

export const invalidSession = () => refusals.notAuthorized('Invalid session for the user.');
