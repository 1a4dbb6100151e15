import { randomUUID } from 'node:crypto';
import type { KeyRing } from '../../credentials/shared/key-ring.js';
import { SessionUnavailableError } from '../../errors/index.js';
import { withinTime } from '../../tokens/limited-exchange.js';
import type { CookieJar, CookieWriter } from './cookies.js';
import { type Session, sessionFromText, sessionToText } from './session.js';
import { type SessionKeeper, TURN_LIFE } from './session-keeper.js';
import type { SessionStore } from './session-store.js';

/** What {@link StoredSessions} is made of. */
export interface StoredSessionsParts {
  readonly store: SessionStore;
  readonly keyRing: KeyRing;
  readonly cookies: CookieWriter;
  /** Sets the entries apart from those of other applications. */
  readonly owner: string;
  /** How long a session may last, in milliseconds. */
  readonly absoluteLimit: number;
  /** How long a session may go unused, in milliseconds. */
  readonly idleLimit: number;
  readonly timeoutMilliseconds: number;
  readonly onProblem: (message: string, cause?: unknown) => void;
  readonly now: () => number;
}

/** The identifier of the session, and under which name its user is signed out everywhere. */
const HANDLE = /^([\w-]{43})[.]([\w-]{43})$/;
/** Higher than the version of any session: what is written with it stays. */
const LAST = Number.MAX_SAFE_INTEGER;
const ENDED = 'ended';

/**
 * Sessions in a store of the server. The cookie has a random identifier; under an HMAC of it the store has the tokens,
 * encrypted. Whoever reads the store can act as nobody, and whoever writes it can end sessions and nothing more.
 */
export class StoredSessions implements SessionKeeper {
  readonly #parts: StoredSessionsParts;

  constructor(parts: StoredSessionsParts) {
    this.#parts = parts;
  }

  async open(): Promise<void> {
    const { store, onProblem } = this.#parts;
    const opening = store.open({
      onMessage: () => undefined,
      onReconnected: () => undefined,
      onError: (error) => onProblem('The store of sessions failed.', error),
    });
    try {
      await withinTime(this.#parts.timeoutMilliseconds, () => opening);
    } catch (error) {
      // It goes on connecting; until then requests with sessions get 503.
      opening.catch(() => undefined);
      onProblem('The store of sessions cannot be opened now.', error);
    }
  }

  close(): Promise<void> {
    return this.#parts.store.close();
  }

  isNamedIn(jar: CookieJar): boolean {
    return jar[this.#cookieName] !== undefined;
  }

  async read(jar: CookieJar): Promise<Session | undefined> {
    const [, id, userName] = HANDLE.exec(jar[this.#cookieName] ?? '') ?? [];
    if (id === undefined || userName === undefined) return undefined;
    const names = this.#sessionNames(id);
    const [signedOut, ...kept] = await this.#ask((store) => store.read([`user:${userName}`, ...names]));
    const texts = names.map((name, index) => this.#parts.keyRing.open(kept[index], name));
    const session = newestOf(texts);
    if (session?.id !== id || !this.#userNames(session).includes(userName)) return undefined;
    return session.signedInAt <= this.#signedOutAt(signedOut, `user:${userName}`) ? undefined : session;
  }

  async save(session: Session): Promise<void> {
    const { keyRing, idleLimit } = this.#parts;
    const [name] = this.#sessionNames(session.id);
    const life = Math.max(1, Math.min(this.#left(session), idleLimit));
    await this.#ask((store) =>
      store.writeNewest(name, session.version, keyRing.seal(sessionToText(session), name), life),
    );
  }

  startCookies(session: Session): readonly string[] {
    const [userName] = this.#userNames(session);
    const handle = `${session.id}.${userName}`;
    return [this.#parts.cookies.set(this.#cookieName, handle, this.#left(session) / 1_000)];
  }

  /** The cookie says which session it is, and nothing about it. */
  changedCookies(): readonly string[] {
    return [];
  }

  forget(jar: CookieJar): readonly string[] {
    return this.isNamedIn(jar) ? [this.#parts.cookies.clear(this.#cookieName)] : [];
  }

  /** It is not removed: a request that is under way would write it again. */
  async end(session: Session): Promise<void> {
    const { absoluteLimit, keyRing } = this.#parts;
    await Promise.all(
      this.#sessionNames(session.id).map((name) =>
        this.#ask((store) => store.writeNewest(name, LAST, keyRing.seal(ENDED, name), absoluteLimit)),
      ),
    );
  }

  async endAllOf(user: { readonly issuer: string; readonly sub: string }): Promise<void> {
    const { absoluteLimit, keyRing } = this.#parts;
    const now = this.#parts.now();
    await Promise.all(
      this.#userNames(user).map((userName) => {
        const name = `user:${userName}`;
        return this.#ask((store) =>
          store.writeNewest(name, now, keyRing.seal(String(now), name), absoluteLimit),
        );
      }),
    );
  }

  async isFirstUse(of: string, milliseconds: number): Promise<boolean> {
    const [name] = this.#parts.keyRing.namesOf(`use of ${of} at ${this.#parts.owner}`);
    return this.#ask((store) => store.lock(`used:${name}`, 'used', milliseconds));
  }

  async takeTurn({ id }: Session): Promise<(() => Promise<void>) | undefined> {
    const name = `turn:${this.#sessionNames(id)[0]}`;
    const owner = randomUUID();
    if (!(await this.#ask((store) => store.lock(name, owner, TURN_LIFE)))) return undefined;
    return () => this.#ask((store) => store.unlock(name, owner));
  }

  get #cookieName(): string {
    return this.#parts.cookies.nameOf('');
  }

  /** How long the session may last, in milliseconds. */
  #left({ signedInAt }: Session): number {
    return signedInAt + this.#parts.absoluteLimit - this.#parts.now();
  }

  #sessionNames(id: string): readonly [string, ...string[]] {
    const [first, ...others] = this.#parts.keyRing.namesOf(`session ${id} of ${this.#parts.owner}`);
    return [`session:${first}`, ...others.map((name) => `session:${name}`)];
  }

  #userNames({
    issuer,
    sub,
  }: {
    readonly issuer: string;
    readonly sub: string;
  }): readonly [string, ...string[]] {
    return this.#parts.keyRing.namesOf(`sessions of ${sub} of ${issuer} at ${this.#parts.owner}`);
  }

  /** What cannot be opened was written by somebody else, and ends nothing but what it was written over. */
  #signedOutAt(value: string | undefined, name: string): number {
    if (value === undefined) return Number.NEGATIVE_INFINITY;
    const time = Number(this.#parts.keyRing.open(value, name));
    return Number.isFinite(time) ? time : Number.POSITIVE_INFINITY;
  }

  /** @throws SessionUnavailableError */
  async #ask<T>(call: (store: SessionStore) => Promise<T>): Promise<T> {
    try {
      return await withinTime(this.#parts.timeoutMilliseconds, async () => call(this.#parts.store));
    } catch (cause) {
      throw new SessionUnavailableError(
        'The store of sessions failed, so nobody can say whose session it is. The cause says more.',
        { retryAfterSeconds: 1, cause },
      );
    }
  }
}

/** While a secret is replaced, machines that have the old one in front write under its name, and others under the new. */
function newestOf(texts: readonly (string | undefined)[]): Session | undefined {
  if (texts.includes(ENDED)) return undefined;
  return texts.map(sessionFromText).reduce<Session | undefined>((newest, one) => {
    return one !== undefined && one.version > (newest?.version ?? -1) ? one : newest;
  }, undefined);
}
