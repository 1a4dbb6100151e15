import { randomUUID } from 'node:crypto';

import { epochSeconds, type Clock } from '../../clock.js';
import type { SignInSession } from '../sign-in-sessions.js';
import type { AuthorizationRequest } from './authorization-request.js';

/** As long as Cognito's. */
const LIFETIME_MS = 5 * 60_000;

/** What a user has granted, and the code stands for. */
export interface Grant {
  readonly request: AuthorizationRequest;
  readonly sub: string;
  /** When the user signed in, in seconds since the epoch. */
  readonly authTime: number;
}

interface IssuedCode {
  readonly grant: Grant;
  readonly expiresAt: number;
  used: boolean;
  session?: SignInSession;
}

/** The authorization codes of one pool. Each can be taken once, by whoever comes first. */
export class AuthorizationCodes {
  private readonly codes = new Map<string, IssuedCode>();

  constructor(private readonly clock: Clock) {}

  issue(request: AuthorizationRequest, sub: string, authTime = epochSeconds(this.clock)): string {
    this.forgetExpired();
    const code = randomUUID();
    const grant = { request, sub, authTime };
    this.codes.set(code, { grant, expiresAt: this.clock() + LIFETIME_MS, used: false });
    return code;
  }

  /**
   * Takes a code, which is used up by this whatever comes of it. A code that comes a second time has been seen by
   * somebody else: what was issued for it ends (RFC 6749, section 4.1.2).
   */
  take(code: string): Grant | undefined {
    const issued = this.codes.get(code);
    if (issued === undefined || this.clock() >= issued.expiresAt) return undefined;
    if (issued.used) {
      if (issued.session !== undefined) issued.session.revoked = true;
      return undefined;
    }
    issued.used = true;
    return issued.grant;
  }

  /** Remembers what was issued for a code that was taken. */
  redeemed(code: string, session: SignInSession): void {
    const issued = this.codes.get(code);
    if (issued !== undefined) issued.session = session;
  }

  private forgetExpired(): void {
    const now = this.clock();
    for (const [code, { expiresAt }] of this.codes) {
      // They are in the order of their expiry.
      if (now < expiresAt) return;
      this.codes.delete(code);
    }
  }
}
