import { parseCookie, stringifySetCookie } from 'cookie';

/** The cookies of a request, by name. */
export type CookieJar = Readonly<Record<string, string | undefined>>;

/** The cookie header of a request; `undefined` where there is none. HTTP/2 may split it into several. */
export function cookieHeader(rawHeaders: readonly string[]): string | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length !== 6 || name.toLowerCase() !== 'cookie') continue;
    const value = rawHeaders[index + 1] ?? '';
    found = found === undefined ? value : `${found}; ${value}`;
  }
  return found;
}

/** Names and writes the cookies of one application. */
export class CookieWriter {
  readonly #secure: boolean;
  readonly #prefix: string;

  /**
   * @param name What the names of all cookies begin with.
   * @param secure Whether the application is reached by https. Only plain http on the loopback interface is not, where
   * browsers take no cookie with the prefix `__Host-`.
   */
  constructor(name: string, secure: boolean) {
    this.#secure = secure;
    this.#prefix = `${secure ? '__Host-' : ''}${name}`;
  }

  /** The name of a cookie. */
  nameOf(suffix: string): string {
    return `${this.#prefix}${suffix}`;
  }

  /** Whether a cookie header may have one of these cookies. */
  mayHave(header: string): boolean {
    return header.includes(this.#prefix);
  }

  /** The values are never decoded: none of ours is encoded. */
  parse(header: string | undefined): CookieJar {
    return header === undefined ? {} : parseCookie(header, { decode: (value) => value });
  }

  /** The value of `Set-Cookie` that keeps a cookie for so many seconds. */
  set(name: string, value: string, maxAgeSeconds: number): string {
    return stringifySetCookie({
      name,
      value,
      maxAge: Math.max(0, Math.floor(maxAgeSeconds)),
      path: '/',
      httpOnly: true,
      secure: this.#secure,
      // A navigation from managed login comes from another site, and has to carry them.
      sameSite: 'lax',
    });
  }

  /** The value of `Set-Cookie` that takes a cookie away. */
  clear(name: string): string {
    return this.set(name, '', 0);
  }
}
