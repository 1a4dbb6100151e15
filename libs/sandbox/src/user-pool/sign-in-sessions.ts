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

/** A sign-in as it is kept. */
export interface StoredSignIn extends SignInSession {
  readonly refreshTokenHash: string;
  /** When the last token of the sign-in is over. Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** Above this number, sign-ins that are over are forgotten. Until then they are refused as expired, as AWS does. */
const REMEMBERED_SESSIONS = 10_000;

/** How many are looked at with each new sign-in. More than one, so that forgetting is faster than remembering. */
const LOOKED_AT = 4;

/** The sign-ins of one pool. Refresh tokens are kept as hashes. */
export class SignInSessions {
  private readonly byOriginJti = new Map<string, StoredSignIn>();
  private readonly byRefreshTokenHash = new Map<string, StoredSignIn>();
  private readonly bySub = new Map<string, Set<StoredSignIn>>();

  constructor(private readonly clock: Clock) {}

  start(sub: string, client: AppClient): { session: SignInSession; refreshToken: string } {
    const now = this.clock();
    const refreshToken = randomBytes(96).toString('base64url');
    const refreshExpiresAt = now + client.refreshTokenSeconds * 1000;
    const session: StoredSignIn = {
      originJti: randomUUID(),
      eventId: randomUUID(),
      sub,
      clientId: client.clientId,
      authTime: epochSeconds(this.clock),
      refreshExpiresAt,
      revoked: false,
      refreshTokenHash: hash(refreshToken),
      endsAt: refreshExpiresAt + Math.max(client.accessTokenSeconds, client.idTokenSeconds) * 1000,
    };
    this.remember(session);
    this.forgetEnded(now);
    return { session, refreshToken };
  }

  list(): readonly StoredSignIn[] {
    return [...this.byOriginJti.values()];
  }

  /** Brings back sign-ins that were kept. */
  restore(sessions: readonly StoredSignIn[]): void {
    for (const session of sessions) this.remember({ ...session });
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

  private remember(session: StoredSignIn): void {
    this.byOriginJti.set(session.originJti, session);
    this.byRefreshTokenHash.set(session.refreshTokenHash, session);
    const sessions = this.bySub.get(session.sub) ?? new Set();
    this.bySub.set(session.sub, sessions.add(session));
  }

  /** Looks at the few that have waited longest; one that is not over yet waits again, behind all others. */
  private forgetEnded(now: number): void {
    let left = LOOKED_AT;
    for (const [originJti, session] of this.byOriginJti) {
      if (this.byOriginJti.size <= REMEMBERED_SESSIONS || left-- === 0) return;
      this.byOriginJti.delete(originJti);
      if (session.endsAt > now) this.byOriginJti.set(originJti, session);
      else this.forget(session);
    }
  }

  private forget(session: StoredSignIn): void {
    this.byRefreshTokenHash.delete(session.refreshTokenHash);
    const sessions = this.bySub.get(session.sub);
    sessions?.delete(session);
    if (sessions?.size === 0) this.bySub.delete(session.sub);
  }
}

const hash = (token: string): string => createHash('sha256').update(token).digest('base64');
