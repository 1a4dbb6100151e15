import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { KeyRing } from '../../credentials/shared/key-ring.js';
import type { CookieJar, CookieWriter } from './cookies.js';

/** What a browser has to come back with from managed login. */
export interface SignInAttempt {
  /** Random, 256 bits; goes to managed login and comes back. */
  readonly state: string;
  /** Random, 256 bits; comes back inside of the ID token. */
  readonly nonce: string;
  /** The secret of PKCE (RFC 7636). */
  readonly codeVerifier: string;
  /** Where the user goes then. Checked. */
  readonly returnTo: string;
  /** In milliseconds since the epoch. */
  readonly startedAt: number;
}

/** How long a user may take to sign in, in milliseconds. */
export const ATTEMPT_LIFE = 15 * 60_000;
/** Attempts that one browser may have under way. The oldest go first, so that the header of cookies stays small. */
const MOST_ATTEMPTS = 6;
/** What they may take together: servers of Node read 16 KB of headers, most of which are the session's. */
const MOST_CHARACTERS = 4_500;
/** What ours look like. Everything else came from somewhere else. */
const RANDOM = /^[\w-]{43}$/;
const NAME = /^[\w-]+$/;

const attemptSchema = z.object({
  state: z.string().regex(RANDOM),
  nonce: z.string().regex(RANDOM),
  codeVerifier: z.string().regex(RANDOM),
  returnTo: z.string().min(1),
  startedAt: z.number(),
});

/** 256 random bits, in 43 characters. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Attempts to sign in, each in an encrypted cookie of its own: tabs do not disturb each other, and a callback that comes
 * to a browser that has not started the attempt finds nothing.
 */
export class SignInAttempts {
  readonly #keyRing: KeyRing;
  readonly #cookies: CookieWriter;
  readonly #owner: string;
  readonly #now: () => number;

  /**
   * @param owner Whose attempts they are: one application's cookies are nothing to another that has the same secrets.
   */
  constructor(keyRing: KeyRing, cookies: CookieWriter, owner: string, now: () => number) {
    this.#keyRing = keyRing;
    this.#cookies = cookies;
    this.#owner = owner;
    this.#now = now;
  }

  /** Starts an attempt. Gives it, and the values of `Set-Cookie` that keep it. */
  start(
    returnTo: string,
    jar: CookieJar,
  ): { readonly attempt: SignInAttempt; readonly setCookies: readonly string[] } {
    const attempt: SignInAttempt = {
      state: randomText(),
      nonce: randomText(),
      codeVerifier: randomText(),
      returnTo,
      startedAt: this.#now(),
    };
    const name = this.#nameOf(attempt.state);
    const sealed = this.#keyRing.seal(JSON.stringify(attempt), this.#contextOf(name));
    return {
      attempt,
      setCookies: [
        this.#cookies.set(name, sealed, ATTEMPT_LIFE / 1_000),
        ...this.#superfluous(jar, sealed.length).map((old) => this.#cookies.clear(old)),
      ],
    };
  }

  /** The attempt that a callback belongs to; `undefined` where this browser has none under way. */
  find(state: string | null, jar: CookieJar): SignInAttempt | undefined {
    if (state === null || !RANDOM.test(state)) return undefined;
    const attempt = this.#open(this.#nameOf(state), jar);
    return attempt?.state === state ? attempt : undefined;
  }

  /** The value of `Set-Cookie` that ends an attempt. */
  end({ state }: SignInAttempt): string {
    return this.#cookies.clear(this.#nameOf(state));
  }

  /**
   * Those that are over or cannot be opened, and the oldest where there are too many.
   *
   * @param taken How many characters the new one has.
   */
  #superfluous(jar: CookieJar, taken: number): string[] {
    const prefix = this.#cookies.nameOf('-login.');
    // Anybody can send cookies, and not every name can be written back.
    const names = Object.keys(jar).filter(
      (name) => name.startsWith(prefix) && NAME.test(name.slice(prefix.length)),
    );
    const startedAt = new Map(names.map((name) => [name, this.#open(name, jar)?.startedAt ?? 0]));
    const newest = names.sort((a, b) => (startedAt.get(b) ?? 0) - (startedAt.get(a) ?? 0));
    let characters = taken;
    return newest.filter((name, index) => {
      characters += jar[name]?.length ?? 0;
      return startedAt.get(name) === 0 || index >= MOST_ATTEMPTS - 1 || characters > MOST_CHARACTERS;
    });
  }

  #open(name: string, jar: CookieJar): SignInAttempt | undefined {
    const text = this.#keyRing.open(jar[name], this.#contextOf(name));
    if (text === undefined) return undefined;
    const { data } = attemptSchema.safeParse(JSON.parse(text));
    const age = this.#now() - (data?.startedAt ?? Number.NEGATIVE_INFINITY);
    return age < ATTEMPT_LIFE ? data : undefined;
  }

  #nameOf(state: string): string {
    return this.#cookies.nameOf(`-login.${state.slice(0, 16)}`);
  }

  #contextOf(name: string): string {
    return `sign-in attempt ${name} of ${this.#owner}`;
  }
}
