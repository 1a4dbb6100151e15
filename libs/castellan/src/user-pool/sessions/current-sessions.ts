import { InvalidTokenError } from '../../errors/index.js';
import type { SessionRequest } from '../../http/session-source.js';
import type { Principal } from '../../tokens/index.js';
import { type CookieJar, cookieHeader, type CookieWriter } from './cookies.js';
import type { CsrfProtection } from './csrf.js';
import type { Session } from './session.js';
import type { SessionKeeper } from './session-keeper.js';
import type { SessionRenewals } from './session-renewals.js';
import type { SessionTokens } from './session-tokens.js';

/** What {@link CurrentSessions} is made of. Times are in milliseconds. */
export interface CurrentSessionsParts {
  readonly keeper: SessionKeeper;
  readonly cookies: CookieWriter;
  readonly renewals: SessionRenewals;
  readonly tokens: SessionTokens;
  readonly csrf: CsrfProtection;
  readonly absoluteLimit: number;
  readonly idleLimit: number;
  /** How long before their expiry tokens are renewed. */
  readonly renewAhead: number;
  readonly onProblem: (message: string, cause?: unknown) => void;
  readonly now: () => number;
}

/** The session of a request, and its user; neither where it is over. */
export interface CurrentSession {
  readonly session?: Session;
  readonly user?: Principal;
  readonly setCookies: readonly string[];
}

/** That a session is used is written down no more often than this. */
const LONGEST_TOUCH_PAUSE = 60_000;

/** Finds the session that a request belongs to, renews it, and ends it when its time has come. */
export class CurrentSessions {
  readonly #parts: CurrentSessionsParts;
  readonly #touchPause: number;

  constructor(parts: CurrentSessionsParts) {
    this.#parts = parts;
    this.#touchPause = Math.min(LONGEST_TOUCH_PAUSE, parts.idleLimit / 10);
  }

  /** The cookies of a request; `undefined` where it names no session. */
  jarOf({ rawHeaders }: SessionRequest): CookieJar | undefined {
    const { cookies, keeper } = this.#parts;
    const header = cookieHeader(rawHeaders);
    if (header === undefined || !cookies.mayHave(header)) return undefined;
    const jar = cookies.parse(header);
    return keeper.isNamedIn(jar) ? jar : undefined;
  }

  /**
   * @throws CsrfError unless the request is known to come from a page of the application, or changes nothing
   * @throws SessionUnavailableError
   */
  async find(request: SessionRequest, jar: CookieJar): Promise<CurrentSession> {
    const { keeper, csrf } = this.#parts;
    const kept = await keeper.read(jar);
    if (kept === undefined || this.#isOutdated(kept)) return this.#over(jar);
    // Before anything is done on its behalf.
    csrf.check(request, kept);
    return this.resume(kept, jar);
  }

  /** The session of a request whose origin has been checked in another way. */
  async resume(kept: Session, jar: CookieJar): Promise<CurrentSession> {
    const renewed = this.#isDue(kept) ? await this.#parts.renewals.renew(kept, jar) : kept;
    if (renewed === undefined) return this.#over(jar);
    const user = await this.#userOf(renewed);
    if (user === undefined) return this.#over(jar);
    const touched = await this.#touch(renewed);
    return {
      session: touched,
      user,
      setCookies: touched === kept ? [] : this.#parts.keeper.changedCookies(touched),
    };
  }

  /** The session that cookies name, as it is kept, unless it is over. */
  async read(jar: CookieJar): Promise<Session | undefined> {
    const kept = await this.#parts.keeper.read(jar);
    return kept === undefined || this.#isOutdated(kept) ? undefined : kept;
  }

  /** Until when a session lasts if nobody uses it any more, in milliseconds since the epoch. */
  endOf({ signedInAt, usedAt }: Session): number {
    return Math.min(signedInAt + this.#parts.absoluteLimit, usedAt + this.#parts.idleLimit);
  }

  #over(jar: CookieJar): CurrentSession {
    return { setCookies: this.#parts.keeper.forget(jar) };
  }

  #isOutdated(session: Session): boolean {
    return this.#parts.now() >= this.endOf(session);
  }

  #isDue({ tokensExpireAt }: Session): boolean {
    return this.#parts.now() >= tokensExpireAt - this.#parts.renewAhead;
  }

  /** A sign-in that was revoked ends its session. An outage does not. */
  async #userOf(session: Session): Promise<Principal | undefined> {
    const { tokens, keeper, onProblem } = this.#parts;
    try {
      return await tokens.userOf(session);
    } catch (error) {
      if (!(error instanceof InvalidTokenError)) throw error;
      if (error.code !== 'token_revoked')
        onProblem('A session is over, because its token was refused.', error);
      await keeper.end(session);
      return undefined;
    }
  }

  async #touch(session: Session): Promise<Session> {
    const { keeper, now, onProblem } = this.#parts;
    if (now() - session.usedAt < this.#touchPause) return session;
    const touched = { ...session, usedAt: now() };
    try {
      await keeper.save(touched);
    } catch (error) {
      onProblem('That a session is in use could not be written down.', error);
    }
    return touched;
  }
}
