import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../../credentials/shared/key-ring.js';
import { CsrfError } from '../../errors/index.js';
import type { SessionRequest } from '../../http/session-source.js';
import type { Session } from './session.js';

/** The header that carries the token of a session on requests that change something. */
export const CSRF_HEADER = 'x-csrf-token';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Tells requests of the application's own pages from those that other sites make a browser send. A request that changes
 * something has to carry a token that belongs to the session and that only a page of the same origin can have read; what
 * browsers say about where it comes from has to agree.
 */
export class CsrfProtection {
  readonly #keyRing: KeyRing;
  readonly #origin: string;

  constructor(keyRing: KeyRing, origin: string) {
    this.#keyRing = keyRing;
    this.#origin = origin;
  }

  /** The token of a session, for its own pages. */
  tokenOf(session: Session): string {
    return this.#keyRing.namesOf(subjectOf(session))[0];
  }

  /** @throws CsrfError for a request that changes something and is not known to come from an own page */
  check(request: SessionRequest, session: Session): void {
    if (SAFE_METHODS.has(request.method)) return;
    this.checkToken(request, session, headerOf(request, CSRF_HEADER));
  }

  /**
   * As `check`, for any method, with a token that came in another way.
   *
   * @throws CsrfError
   */
  checkToken(request: SessionRequest, session: Session, token: unknown): void {
    this.checkOrigin(request);
    const expected = this.#keyRing.namesOf(subjectOf(session));
    if (typeof token === 'string' && expected.some((one) => isSame(one, token))) return;
    throw new CsrfError(
      `The request carries a session, changes something, and has no ${CSRF_HEADER} header with the token of that ` +
        'session. Ask the session route for the token, and send it.',
    );
  }

  /**
   * For a link of an own page, which can carry no token: the browser has to say itself that the user followed one.
   *
   * @throws CsrfError
   */
  checkNavigation(request: SessionRequest): void {
    this.checkOrigin(request);
    if (
      headerOf(request, 'sec-fetch-site') === 'same-origin' &&
      headerOf(request, 'sec-fetch-mode') === 'navigate' &&
      headerOf(request, 'sec-fetch-dest') === 'document'
    ) {
      return;
    }
    throw new CsrfError(
      `The browser does not say that the user followed a link of this application. Send a POST with the token of the ` +
        `session: a ${CSRF_HEADER} header, or a field csrfToken of a form.`,
    );
  }

  /**
   * What browsers say of their own accord must not name another origin.
   *
   * @throws CsrfError
   */
  checkOrigin(request: SessionRequest): void {
    const site = headerOf(request, 'sec-fetch-site');
    const origin = headerOf(request, 'origin');
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (!isForeign && (origin === undefined || origin === this.#origin)) return;
    throw new CsrfError(
      'The browser says that a page of another origin made this request. Requests with a session come from pages of ' +
        'the origin that BrowserSessions was given.',
    );
  }
}

function subjectOf(session: Session): string {
  return `csrf token of session ${session.id}`;
}

/** The only value of a header; several are none that can be trusted. */
function headerOf({ rawHeaders }: SessionRequest, name: string): string | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== name) continue;
    if (found !== undefined) return '';
    found = rawHeaders[index + 1] ?? '';
  }
  return found;
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [expected, given].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
