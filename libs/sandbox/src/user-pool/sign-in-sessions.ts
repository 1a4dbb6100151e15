import { createHash, randomBytes, randomUUID } from 'node:crypto';

import { epochSeconds, type Clock } from '../clock.js';
import type { AppClient } from './app-client.js';

/** One sign-in and everything that is issued from it until its refresh token ends. */
export interface SignInSession {
  readonly originJti: string;
  readonly eventId: string;
  readonly sub: string;
  readonly clientId: string;
  /** Seconds since the epoch; kept when tokens are refreshed. */
  readonly authTime: number;
  /** Milliseconds since the epoch. */
  readonly refreshExpiresAt: number;
  revoked: boolean;
}

/** The sign-ins of one pool. Refresh tokens are kept as hashes. */
export class SignInSessions {
  private readonly byOriginJti = new Map<string, SignInSession>();
  private readonly byRefreshTokenHash = new Map<string, SignInSession>();
  private readonly bySub = new Map<string, SignInSession[]>();

  constructor(private readonly clock: Clock) {}

  start(sub: string, client: AppClient): { session: SignInSession; refreshToken: string } {
    const session: SignInSession = {
      originJti: randomUUID(),
      eventId: randomUUID(),
      sub,
      clientId: client.clientId,
      authTime: epochSeconds(this.clock),
      refreshExpiresAt: this.clock() + client.refreshTokenSeconds * 1000,
      revoked: false,
    };
    const refreshToken = randomBytes(96).toString('base64url');
    this.byOriginJti.set(session.originJti, session);
    this.byRefreshTokenHash.set(hash(refreshToken), session);
    const sessions = this.bySub.get(sub);
    if (sessions === undefined) this.bySub.set(sub, [session]);
    else sessions.push(session);
    return { session, refreshToken };
  }

  findByRefreshToken(refreshToken: string): SignInSession | undefined {
    return this.byRefreshTokenHash.get(hash(refreshToken));
  }

  /** Whether tokens of this sign-in still count. Tokens of an unknown sign-in do not. */
  isAlive(originJti: string | undefined, sub: string): boolean {
    if (originJti === undefined) return false;
    const session = this.byOriginJti.get(originJti);
    return session?.sub === sub && !session.revoked;
  }

  revokeAllOf(sub: string): void {
    for (const session of this.bySub.get(sub) ?? []) session.revoked = true;
  }
}

const hash = (token: string): string => createHash('sha256').update(token).digest('base64');
