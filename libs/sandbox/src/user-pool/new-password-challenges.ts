import { randomBytes } from 'node:crypto';

import type { Clock } from '../clock.js';
import { refusals } from './refusals.js';

/** Cognito's default validity of an authentication session. */
const LIFETIME_MS = 3 * 60_000;

/** A sign-in with a temporary password that waits for the new one. */
interface PendingChallenge {
  readonly sub: string;
  readonly clientId: string;
  readonly expiresAt: number;
  used: boolean;
}

/** The open `NEW_PASSWORD_REQUIRED` challenges of one pool. */
export class NewPasswordChallenges {
  private readonly pending = new Map<string, PendingChallenge>();

  constructor(private readonly clock: Clock) {}

  /** Returns the session to be sent back with the new password. */
  open(sub: string, clientId: string): string {
    this.forgetExpired();
    const session = randomBytes(48).toString('base64url');
    this.pending.set(session, { sub, clientId, expiresAt: this.clock() + LIFETIME_MS, used: false });
    return session;
  }

  /** Throws `NotAuthorizedException` unless the session is this user's and client's, fresh and unused. */
  check(session: string, sub: string, clientId: string): void {
    this.find(session, sub, clientId);
  }

  /** Uses the session up. Throws like `check`. */
  use(session: string, sub: string, clientId: string): void {
    this.find(session, sub, clientId).used = true;
  }

  private find(session: string, sub: string, clientId: string): PendingChallenge {
    const challenge = this.pending.get(session);
    if (challenge?.sub !== sub || challenge.clientId !== clientId) {
      throw refusals.notAuthorized('Invalid session for the user.');
    }
    if (this.clock() >= challenge.expiresAt) {
      throw refusals.notAuthorized('Invalid session for the user, session is expired.');
    }
    if (challenge.used) {
      throw refusals.notAuthorized('Invalid session for the user, session can only be used once.');
    }
    return challenge;
  }

  private forgetExpired(): void {
    const now = this.clock();
    for (const [session, challenge] of this.pending) {
      if (now >= challenge.expiresAt) this.pending.delete(session);
    }
  }
}
