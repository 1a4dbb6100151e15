import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { InvalidTokenError, SessionUnavailableError, SignInUnavailableError } from '../../errors/index.js';
import type { CookieJar } from './cookies.js';
import type { ManagedLogin } from './managed-login.js';
import type { Session } from './session.js';
import { type SessionKeeper, TURN_LIFE } from './session-keeper.js';
import type { SessionTokens } from './session-tokens.js';

/** What {@link SessionRenewals} is made of. */
export interface SessionRenewalsParts {
  readonly keeper: SessionKeeper;
  readonly login: ManagedLogin;
  readonly tokens: SessionTokens;
  readonly onProblem: (message: string, cause?: unknown) => void;
  readonly now: () => number;
}

/** Requests that a browser sent with the old cookie get what was renewed for another one so long, in milliseconds. */
const REMEMBERED_FOR = 60_000;
const MOST_REMEMBERED = 10_000;
/** What failed is not tried again for this long while the tokens are good, in milliseconds. */
const PAUSE = 5_000;
const POLL_INTERVAL = 100;

/**
 * Renews the tokens of sessions. However many requests of a session come at the same time, its refresh token is used
 * once: where it is rotated, the second use of one is taken for theft.
 */
export class SessionRenewals {
  readonly #parts: SessionRenewalsParts;
  readonly #flights = new Map<string, Promise<Session | undefined>>();
  readonly #done: LRUCache<string, Session>;

  constructor(parts: SessionRenewalsParts) {
    this.#parts = parts;
    this.#done = new LRUCache({ max: MOST_REMEMBERED, perf: { now: parts.now }, ttlResolution: 0 });
  }

  /**
   * The session with new tokens, or as it was where its tokens are good and new ones cannot be had now; `undefined` where
   * it is over.
   *
   * @throws SessionUnavailableError when its tokens have expired and new ones cannot be had now
   */
  async renew(session: Session, jar: CookieJar): Promise<Session | undefined> {
    const key = `${session.id}.${session.version}`;
    const flight = this.#flights.get(key);
    if (flight !== undefined) return flight;
    const done = this.#done.get(key);
    return done !== undefined && !this.#hasExpired(done) ? done : this.#start(key, done ?? session, jar);
  }

  /** Forgets what was renewed: the session has been ended. */
  forget({ id, version }: Session): void {
    this.#done.delete(`${id}.${version - 1}`);
  }

  #start(key: string, session: Session, jar: CookieJar): Promise<Session | undefined> {
    const flight = this.#renewOrKeep(session, jar).then((renewed) => {
      if (renewed !== undefined) {
        this.#done.set(key, renewed, { ttl: renewed.version > session.version ? REMEMBERED_FOR : PAUSE });
      }
      return renewed;
    });
    const landing = flight.finally(() => this.#flights.delete(key));
    this.#flights.set(key, landing);
    return landing;
  }

  async #renewOrKeep(session: Session, jar: CookieJar): Promise<Session | undefined> {
    try {
      return await this.#renewInTurn(session, jar);
    } catch (error) {
      if (error instanceof InvalidTokenError) {
        this.#parts.onProblem('A session is over, because its new tokens were refused.', error);
        await this.#parts.keeper.end(session);
        return undefined;
      }
      if (!(error instanceof SignInUnavailableError || error instanceof SessionUnavailableError)) throw error;
      this.#parts.onProblem(error.message, error.cause);
      if (!this.#hasExpired(session)) return session;
      throw new SessionUnavailableError('The tokens of a session have expired and cannot be renewed now.', {
        retryAfterSeconds: PAUSE / 1_000,
        cause: error,
      });
    }
  }

  async #renewInTurn(session: Session, jar: CookieJar): Promise<Session | undefined> {
    const { keeper } = this.#parts;
    for (let waited = 0; waited < TURN_LIFE; waited += POLL_INTERVAL) {
      const giveBack = await keeper.takeTurn(session);
      // Another machine is at it, and what there is will do.
      if (giveBack === undefined && !this.#hasExpired(session)) return session;
      try {
        const newest = await keeper.read(jar);
        if (newest === undefined || newest.version > session.version) return newest;
        if (giveBack !== undefined) return await this.#refresh(session);
      } finally {
        await giveBack?.();
      }
      await wait(POLL_INTERVAL);
    }
    throw new SessionUnavailableError('Another machine did not renew the tokens of a session in time.', {
      retryAfterSeconds: 1,
    });
  }

  async #refresh(session: Session): Promise<Session | undefined> {
    const { login, tokens, keeper, now } = this.#parts;
    // Managed login gave none: the session lasts as long as its tokens.
    if (session.refreshToken === undefined) return this.#hasExpired(session) ? undefined : session;
    const given = await login.refresh(session.refreshToken);
    if (given === undefined) {
      await keeper.end(session);
      return undefined;
    }
    const { user, tokens: renewedTokens } = await tokens.verify(given);
    if (user.sub !== session.sub || user.issuer !== session.issuer || user.clientId !== session.clientId) {
      throw new InvalidTokenError('token_binding_mismatch', 'A refresh token gave tokens of somebody else.');
    }
    const renewed: Session = {
      ...session,
      ...renewedTokens,
      // Without rotation the old one goes on.
      refreshToken: renewedTokens.refreshToken ?? session.refreshToken,
      usedAt: now(),
      version: session.version + 1,
    };
    await keeper.save(renewed);
    return renewed;
  }

  #hasExpired({ tokensExpireAt }: Session): boolean {
    return this.#parts.now() >= tokensExpireAt;
  }
}
