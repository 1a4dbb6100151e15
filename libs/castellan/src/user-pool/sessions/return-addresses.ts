import { SignInRequestError } from '../../errors/index.js';
import { isLoopbackHttp } from '../../tokens/issuer.js';
import { describeType, describeValue, wrongOption } from '../../tokens/option-checks.js';

interface Pattern {
  readonly origin: string;
  readonly path: string;
  readonly isPrefix: boolean;
}

const LONGEST = 2_048;
/** A path of this host, or an address with a scheme and a host of its own: nothing that browsers read in two ways. */
const PLAIN = /^(?:\/(?![/\\])|https?:\/\/)[\x21-\x5b\x5d-\x7e]*$/;
/** An encoded slash or backslash, which servers may take for a real one. */
const ENCODED_SLASH = /%(?:2f|5c)/i;

/** Where users may be sent after they have signed in. Everything else is refused. */
export class ReturnAddresses {
  readonly #origin: string;
  readonly #patterns: readonly Pattern[];
  readonly #closed: string;

  /**
   * @param origin The application's own.
   * @param routes The path of the sign-in routes, to which nobody is sent back.
   * @throws ConfigurationError for what is no list of addresses.
   */
  constructor(patterns: unknown, origin: string, routes: string, path: string) {
    if (!Array.isArray(patterns) || patterns.length === 0) {
      throw wrongOption(path, describeType(patterns), 'a list of addresses such as ["/*"], or leave it out');
    }
    this.#origin = origin;
    // Express finds its routes in any case.
    this.#closed = routes.toLowerCase();
    this.#patterns = patterns.map((pattern, index) => readPattern(pattern, origin, `${path}[${index}]`));
  }

  /**
   * The whole address, with its origin, so that no browser can take a path for another host.
   *
   * @throws SignInRequestError `return_address_not_allowed`
   */
  resolve(address: string): string {
    const url = address.length <= LONGEST && PLAIN.test(address) ? parsed(address, this.#origin) : undefined;
    if (url === undefined || !this.#allows(url)) {
      throw new SignInRequestError(
        'return_address_not_allowed',
        'returnTo is not one of the addresses that the option returnTo of BrowserSessions allows. Send a path of the ' +
          'application, such as "/files", or add the address to the option.',
      );
    }
    return url.href;
  }

  #allows({ origin, pathname, username, password }: URL): boolean {
    if (username !== '' || password !== '' || ENCODED_SLASH.test(pathname)) return false;
    if (origin === this.#origin && isBelow(pathname.toLowerCase(), `${this.#closed}/`)) return false;
    return this.#patterns.some(
      (pattern) =>
        pattern.origin === origin &&
        (pattern.isPrefix ? isBelow(pathname, pattern.path) : pathname === pattern.path),
    );
  }
}

/** @param folder with a slash at the end, without which `/files` would have `/files-of-others` below it */
function isBelow(pathname: string, folder: string): boolean {
  return pathname.startsWith(folder) || `${pathname}/` === folder;
}

function readPattern(value: unknown, origin: string, path: string): Pattern {
  const write = 'a path such as "/app", a folder such as "/app/*", or either with an https origin in front';
  if (typeof value !== 'string') throw wrongOption(path, describeType(value), write);
  const isPrefix = value.endsWith('/*');
  const address = isPrefix ? value.slice(0, -1) : value;
  const url = PLAIN.test(address) && !/[*?#]/.test(address) ? parsed(address, origin) : undefined;
  const isSafe = url?.protocol === 'https:' || (url !== undefined && isLoopbackHttp(url));
  if (url === undefined || !isSafe || url.username !== '' || url.password !== '') {
    throw wrongOption(path, describeValue(value), write);
  }
  return { origin: url.origin, path: url.pathname, isPrefix };
}

function parsed(address: string, origin: string): URL | undefined {
  return URL.canParse(address, origin) ? new URL(address, origin) : undefined;
}
