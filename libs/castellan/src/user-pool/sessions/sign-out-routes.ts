import type { SessionAnswer, SessionRouteRequest } from '../../http/session-source.js';
import type { CookieJar } from './cookies.js';
import type { CsrfProtection } from './csrf.js';
import { CSRF_HEADER } from './csrf.js';
import type { CurrentSession, CurrentSessions } from './current-sessions.js';
import type { ManagedLogin } from './managed-login.js';
import { json, redirect } from './session-answers.js';
import type { Session } from './session.js';
import type { SessionKeeper } from './session-keeper.js';
import type { SessionRenewals } from './session-renewals.js';

/** What {@link SignOutRoutes} is made of. */
export interface SignOutRoutesParts {
  readonly current: CurrentSessions;
  readonly csrf: CsrfProtection;
  readonly login: ManagedLogin;
  readonly keeper: SessionKeeper;
  readonly renewals: SessionRenewals;
  /** Revokes the sign-in of a session in the application. */
  readonly revoke: (session: Session) => Promise<void>;
  /** Signs a user out of every device, at Cognito and in the application. */
  readonly signOutEverywhere: (session: Session) => Promise<void>;
  readonly signedOutTo: string;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/** Who is signed in, and the way out. */
export class SignOutRoutes {
  readonly #parts: SignOutRoutesParts;

  constructor(parts: SignOutRoutesParts) {
    this.#parts = parts;
  }

  /** `GET /auth/session`: whether somebody is signed in, and the token that requests which change something carry. */
  async session(request: SessionRouteRequest): Promise<SessionAnswer> {
    const { current, csrf } = this.#parts;
    csrf.checkOrigin(request);
    const jar = current.jarOf(request);
    const { session, user, setCookies } =
      jar === undefined ? { setCookies: [] } : await current.find(request, jar);
    if (session === undefined || user?.kind !== 'user') return json({ signedIn: false }, setCookies);
    return json(
      {
        signedIn: true,
        username: user.username,
        csrfToken: csrf.tokenOf(session),
        expiresAt: new Date(current.endOf(session)).toISOString(),
      },
      setCookies,
    );
  }

  /** `GET /auth/logout`: a link of an own page. */
  async followLink(request: SessionRouteRequest): Promise<SessionAnswer> {
    const { current, csrf } = this.#parts;
    const jar = current.jarOf(request);
    if (jar === undefined) return redirect(this.#parts.signedOutTo, []);
    csrf.checkNavigation(request);
    return this.#signOut(await current.read(jar), jar, request, false);
  }

  /** `POST /auth/logout`, with `everywhere=true` in a form for every device. */
  async signOut(request: SessionRouteRequest): Promise<SessionAnswer> {
    const { current, csrf } = this.#parts;
    csrf.checkOrigin(request);
    const jar = current.jarOf(request);
    if (jar === undefined) return this.#leave(request, []);
    const session = await current.read(jar);
    const { csrfToken, everywhere } = await fieldsOf(request);
    if (session !== undefined) csrf.checkToken(request, session, headerOf(request) ?? csrfToken);
    return this.#signOut(session, jar, request, everywhere === 'true');
  }

  async #signOut(
    kept: Session | undefined,
    jar: CookieJar,
    request: SessionRouteRequest,
    everywhere: boolean,
  ): Promise<SessionAnswer> {
    const { keeper, signOutEverywhere } = this.#parts;
    if (kept !== undefined) {
      const { session = kept } = await this.#newest(kept, jar);
      if (everywhere) await signOutEverywhere(session);
      await this.#end(session);
    }
    return this.#leave(request, keeper.forget(jar));
  }

  /** With the newest tokens: those of the cookie may not be good for anything any more. */
  async #newest(kept: Session, jar: CookieJar): Promise<CurrentSession> {
    try {
      return await this.#parts.current.resume(kept, jar);
    } catch (error) {
      this.#parts.onProblem('A session was ended without a look at its tokens.', error);
      return { session: kept, setCookies: [] };
    }
  }

  /** What fails at managed login is told, and the session of this application ends all the same. */
  async #end(session: Session): Promise<void> {
    const { keeper, renewals, login, revoke, onProblem } = this.#parts;
    await keeper.end(session);
    renewals.forget(session);
    if (session.refreshToken !== undefined) {
      try {
        await login.revoke(session.refreshToken);
      } catch (error) {
        onProblem('A refresh token was not revoked when its session ended.', error);
      }
    }
    // Copies of the tokens, and of cookies that have them, are good for nothing from now on.
    await revoke(session);
  }

  /** To managed login, which has a session of its own, and from there to the application. */
  async #leave(request: SessionRouteRequest, setCookies: readonly string[]): Promise<SessionAnswer> {
    const { login, signedOutTo, onProblem } = this.#parts;
    let next = signedOutTo;
    try {
      next = (await login.signOutUrl(signedOutTo)) ?? signedOutTo;
    } catch (error) {
      onProblem('Managed login cannot be reached to end its own session.', error);
    }
    // A script cannot follow a redirect to another origin; it has to send the whole page there.
    return wantsJson(request) ? json({ signOutUrl: next }, setCookies) : redirect(next, setCookies);
  }
}

async function fieldsOf(request: SessionRouteRequest): Promise<Record<string, unknown>> {
  const form = await request.readForm();
  return typeof form === 'object' && form !== null ? (form as Record<string, unknown>) : {};
}

function headerOf({ rawHeaders }: SessionRouteRequest): string | undefined {
  const index = rawHeaders.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === CSRF_HEADER);
  return index === -1 ? undefined : rawHeaders[index + 1];
}

function wantsJson({ rawHeaders }: SessionRouteRequest): boolean {
  const index = rawHeaders.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'accept');
  return /^application\/json\b/i.test(index === -1 ? '' : (rawHeaders[index + 1] ?? ''));
}
