import { randomBytes } from 'node:crypto';

import { epochSeconds, type Clock } from '../../clock.js';

/** As long as Cognito's: an hour, which use does not make longer. */
export const BROWSER_SESSION_SECONDS = 3600;

/** A user who has signed in on the pages of managed login, in one browser. */
export interface BrowserSession {
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly authTime: number;
}

type Stored = BrowserSession & { readonly expiresAt: number };

/** The browsers that are signed in to one pool. They are not kept when the sandbox ends. */
export class BrowserSessions {
  private readonly sessions = new Map<string, Stored>();

  constructor(private readonly clock: Clock) {}

  /** Returns what the cookie holds. It is new at every sign-in, so that nobody can choose it for another. */
  start(sub: string): string {
    this.forgetExpired();
    const id = randomBytes(32).toString('base64url');
    const expiresAt = this.clock() + BROWSER_SESSION_SECONDS * 1000;
    this.sessions.set(id, { sub, authTime: epochSeconds(this.clock), expiresAt });
    return id;
  }

  find(id: string): BrowserSession | undefined {
    const session = this.sessions.get(id);
    return session !== undefined && this.clock() < session.expiresAt ? session : undefined;
  }

  end(id: string): void {
    this.sessions.delete(id);
  }

  private forgetExpired(): void {
    const now = this.clock();
    for (const [id, { expiresAt }] of this.sessions) {
      // They are in the order of their expiry.
      if (now < expiresAt) return;
      this.sessions.delete(id);
    }
  }
}
