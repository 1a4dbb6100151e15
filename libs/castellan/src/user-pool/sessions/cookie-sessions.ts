import { LRUCache } from 'lru-cache';
import type { KeyRing } from '../../credentials/shared/key-ring.js';
import { ConfigurationError } from '../../errors/index.js';
import type { CookieJar, CookieWriter } from './cookies.js';
import { type Session, sessionFromText, sessionToText } from './session.js';
import type { SessionKeeper } from './session-keeper.js';

/** What {@link CookieSessions} is made of. */
export interface CookieSessionsParts {
  readonly keyRing: KeyRing;
  readonly cookies: CookieWriter;
  /** Whose cookies they are: those of another application with the same secrets are nothing here. */
  readonly owner: string;
  /** How long a session may last, in milliseconds. */
  readonly absoluteLimit: number;
  readonly now: () => number;
}

/** Browsers keep 4,096 characters of a cookie, with its name and attributes. */
const LONGEST_VALUE = 3_800;
/** Servers of Node read 16 KB of headers. */
const MOST_CHUNKS = 3;
const MOST_REMEMBERED = 100_000;

/**
 * Sessions in the browser's own cookies, encrypted and authenticated as a whole: one that was changed, cut off or put
 * together from several opens as nothing. Nothing is kept on the server, so a copy of the cookies is good until they
 * expire or the sign-in is revoked.
 */
export class CookieSessions implements SessionKeeper {
  readonly #parts: CookieSessionsParts;
  readonly #used: LRUCache<string, true>;

  constructor(parts: CookieSessionsParts) {
    this.#parts = parts;
    this.#used = new LRUCache({ max: MOST_REMEMBERED, perf: { now: parts.now }, ttlResolution: 0 });
  }

  async open(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#used.clear();
    return Promise.resolve();
  }

  isNamedIn(jar: CookieJar): boolean {
    return this.#namesIn(jar).length > 0;
  }

  async read(jar: CookieJar): Promise<Session | undefined> {
    const sealed = this.#namesIn(jar)
      .map((name) => jar[name] ?? '')
      .join('');
    // Base64 can say the same in several ways. Only the one that was written counts.
    if (Buffer.from(sealed, 'base64').toString('base64') !== sealed) return Promise.resolve(undefined);
    return Promise.resolve(sessionFromText(this.#parts.keyRing.open(sealed, this.#context)));
  }

  /** The answer carries it. */
  async save(): Promise<void> {
    return Promise.resolve();
  }

  startCookies(session: Session): readonly string[] {
    const { keyRing, cookies, absoluteLimit, now } = this.#parts;
    const sealed = keyRing.seal(sessionToText(session), this.#context);
    const chunks = Array.from({ length: Math.ceil(sealed.length / LONGEST_VALUE) }, (_, index) =>
      sealed.slice(index * LONGEST_VALUE, (index + 1) * LONGEST_VALUE),
    );
    if (chunks.length > MOST_CHUNKS) {
      throw new ConfigurationError(
        `A session has ${sealed.length} characters and cookies take ${MOST_CHUNKS * LONGEST_VALUE}. Keep sessions on ` +
          "the server (store: new MemorySessionStore(), or a RedisCredentialsStore), or put less into the user pool's " +
          'tokens.',
      );
    }
    const left = (session.signedInAt + absoluteLimit - now()) / 1_000;
    // Also those that this request has not: the answer to another one may have been longer.
    const superfluous = this.#names().slice(chunks.length);
    return [
      ...chunks.map((chunk, index) => cookies.set(this.#nameOf(index), chunk, left)),
      ...superfluous.map((name) => cookies.clear(name)),
    ];
  }

  changedCookies(session: Session): readonly string[] {
    return this.startCookies(session);
  }

  forget(jar: CookieJar): readonly string[] {
    return this.#namesIn(jar).map((name) => this.#parts.cookies.clear(name));
  }

  /** Cookies are ended by taking them away, and copies of them by revoking the sign-in: whoever ends a session does both. */
  async end(): Promise<void> {
    return Promise.resolve();
  }

  async endAllOf(): Promise<void> {
    return Promise.resolve();
  }

  /** Of what came to this process. Managed login itself takes a code once. */
  async isFirstUse(of: string, milliseconds: number): Promise<boolean> {
    if (this.#used.has(of)) return Promise.resolve(false);
    this.#used.set(of, true, { ttl: milliseconds });
    return Promise.resolve(true);
  }

  /** Whoever has the cookie has the turn: machines know nothing of each other. */
  async takeTurn(): Promise<() => Promise<void>> {
    return Promise.resolve(async () => Promise.resolve());
  }

  get #context(): string {
    return `session cookie of ${this.#parts.owner}`;
  }

  #nameOf(index: number): string {
    return this.#parts.cookies.nameOf(`.${index}`);
  }

  #names(): string[] {
    return Array.from({ length: MOST_CHUNKS }, (_, index) => this.#nameOf(index));
  }

  #namesIn(jar: CookieJar): string[] {
    return this.#names().filter((name) => jar[name] !== undefined);
  }
}
