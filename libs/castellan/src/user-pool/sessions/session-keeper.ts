import type { CookieJar } from './cookies.js';
import type { Session } from './session.js';

/** Keeps sessions between the requests of a browser: on the server, or in its cookies. */
export interface SessionKeeper {
  open(): Promise<void>;

  close(): Promise<void>;

  /** Whether the cookies of a request name a session, whatever has become of it. */
  isNamedIn(jar: CookieJar): boolean;

  /**
   * The session that the cookies of a request name; `undefined` where there is none any more.
   *
   * @throws SessionUnavailableError
   */
  read(jar: CookieJar): Promise<Session | undefined>;

  /**
   * Keeps a session, a new one or a changed one. A session that was ended meanwhile stays ended.
   *
   * @throws SessionUnavailableError
   */
  save(session: Session): Promise<void>;

  /**
   * The values of `Set-Cookie` by which a browser has a new session.
   *
   * @throws ConfigurationError for a session that is too large for cookies
   */
  startCookies(session: Session): readonly string[];

  /** The values of `Set-Cookie` after a session was changed. */
  changedCookies(session: Session): readonly string[];

  /** The values of `Set-Cookie` that take the cookies of a request away. */
  forget(jar: CookieJar): readonly string[];

  /** Ends a session. @throws SessionUnavailableError */
  end(session: Session): Promise<void>;

  /** Ends the sessions that a user has begun until now. @throws SessionUnavailableError */
  endAllOf(user: { readonly issuer: string; readonly sub: string }): Promise<void>;

  /** Whether nobody has used this before. @throws SessionUnavailableError */
  isFirstUse(of: string, milliseconds: number): Promise<boolean>;

  /**
   * Whether this machine may renew the tokens of a session now. Machines that share sessions take turns.
   *
   * @returns what gives the turn back, where it has it.
   * @throws SessionUnavailableError
   */
  takeTurn(session: Session): Promise<(() => Promise<void>) | undefined>;
}

/** For how long at most a machine that has died while it renewed keeps the others from it, in milliseconds. */
export const TURN_LIFE = 15_000;
