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
  /** What was granted at the authorization endpoint. Absent: the sign-in came about through the API. */
  readonly scopes?: readonly string[];
  /** The tracked device that the user signed in with. */
  readonly deviceKey?: string;
  /** Milliseconds since the epoch. */
  readonly refreshExpiresAt: number;
  revoked: boolean;
}

/** What a sign-in at the authorization endpoint brings along. */
export type Authorization = Required<Pick<SignInSession, 'scopes' | 'authTime'>>;

/** A refresh token as it is kept. */
interface KeptRefreshToken {
  readonly hash: string;
  /** Set once another took its place: it is good until then. Milliseconds since the epoch. */
  goodUntil?: number;
}

/** A sign-in as it is kept. */
export interface StoredSignIn extends SignInSession {
  /** More than one only where they rotate. */
  readonly refreshTokens: KeptRefreshToken[];
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

  start(
    sub: string,
    client: AppClient,
    more: Partial<Authorization> & Pick<SignInSession, 'deviceKey'> = {},
  ): { session: SignInSession; refreshToken: string } {
    const now = this.clock();
    const refreshToken = newRefreshToken();
    const refreshExpiresAt = now + client.refreshTokenSeconds * 1000;
    const session: StoredSignIn = {
      originJti: randomUUID(),
      eventId: randomUUID(),
      sub,
      clientId: client.clientId,
      authTime: epochSeconds(this.clock),
      ...more,
      refreshExpiresAt,
      revoked: false,
      refreshTokens: [{ hash: hash(refreshToken) }],
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
    for (const session of sessions) {
      this.remember({ ...session, refreshTokens: session.refreshTokens.map((token) => ({ ...token })) });
    }
  }

  findByRefreshToken(refreshToken: string): SignInSession | undefined {
    return this.byRefreshTokenHash.get(hash(refreshToken));
  }

  /** Whether another refresh token took the place of this one, and its time of grace is over. */
  isReplaced(refreshToken: string): boolean {
    const hashed = hash(refreshToken);
    const kept = this.byRefreshTokenHash.get(hashed)?.refreshTokens.find((token) => token.hash === hashed);
    return kept?.goodUntil !== undefined && this.clock() >= kept.goodUntil;
  }

  /**
   * A new refresh token in the place of this one, for the rest of the sign-in's time. Within the time of grace the
   * old one brings another new one, since the answer with the first may have been lost.
   */
  rotate(refreshToken: string, graceSeconds: number): string {
    const hashed = hash(refreshToken);
    const session = this.byRefreshTokenHash.get(hashed);
    const kept = session?.refreshTokens.find((token) => token.hash === hashed);
    if (session === undefined || kept === undefined)
      throw new Error('A refresh token that is not known rotates.');
    kept.goodUntil ??= this.clock() + graceSeconds * 1000;
    const next = newRefreshToken();
    session.refreshTokens.push({ hash: hash(next) });
    this.byRefreshTokenHash.set(hash(next), session);
    return next;
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
    for (const token of session.refreshTokens) this.byRefreshTokenHash.set(token.hash, session);
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
    for (const token of session.refreshTokens) this.byRefreshTokenHash.delete(token.hash);
    const sessions = this.bySub.get(session.sub);
    sessions?.delete(session);
    if (sessions?.size === 0) this.bySub.delete(session.sub);
  }
}

const newRefreshToken = (): string => randomBytes(96).toString('base64url');

const hash = (token: string): string => createHash('sha256').update(token).digest('base64');
