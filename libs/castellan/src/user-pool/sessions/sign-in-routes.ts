import { CastellanError, SignInRefusedError, SignInRequestError } from '../../errors/index.js';
import type { SessionAnswer, SessionRouteRequest } from '../../http/session-source.js';
import type { BrowserSessionsSettings } from './browser-sessions-settings.js';
import { type CookieJar, cookieHeader, type CookieWriter } from './cookies.js';
import type { ManagedLogin } from './managed-login.js';
import { problem, redirect } from './session-answers.js';
import type { Session } from './session.js';
import type { SessionKeeper } from './session-keeper.js';
import type { SessionTokens, VerifiedSessionTokens } from './session-tokens.js';
import { ATTEMPT_LIFE, randomText, type SignInAttempt, type SignInAttempts } from './sign-in-attempts.js';

/** What {@link SignInRoutes} is made of. */
export interface SignInRoutesParts {
  readonly settings: BrowserSessionsSettings;
  readonly cookies: CookieWriter;
  readonly attempts: SignInAttempts;
  readonly login: ManagedLogin;
  readonly tokens: SessionTokens;
  readonly keeper: SessionKeeper;
  readonly onProblem: (message: string, cause?: unknown) => void;
  readonly now: () => number;
}

/** What may be handed on to managed login, under its own name there. */
const HINTS = [
  { name: 'provider', as: 'identity_provider', form: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,32}$/u },
  { name: 'idpIdentifier', as: 'idp_identifier', form: /^[\w\s+=.@-]{1,40}$/ },
  { name: 'loginHint', as: 'login_hint', form: /^[\x20-\x7e]{1,256}$/ },
  { name: 'lang', as: 'lang', form: /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/ },
  { name: 'prompt', as: 'prompt', form: /^(?:login|select_account)$/ },
] as const;

/** The way to managed login, and back with a session. */
export class SignInRoutes {
  readonly #parts: SignInRoutesParts;

  constructor(parts: SignInRoutesParts) {
    this.#parts = parts;
  }

  /**
   * `GET /auth/login?returnTo=&provider=&idpIdentifier=&loginHint=&lang=&prompt=`
   *
   * @throws SignInRequestError | SignInUnavailableError
   */
  async login(request: SessionRouteRequest): Promise<SessionAnswer> {
    const { settings, attempts, login } = this.#parts;
    const query = queryOf(request);
    const returnTo = only(query, 'returnTo');
    const address = returnTo === null ? settings.signedInTo : settings.returnAddresses.resolve(returnTo);
    const { attempt, setCookies } = attempts.start(address, this.#jarOf(request));
    return redirect(await login.authorizationUrl(attempt, this.#hints(query)), setCookies);
  }

  /**
   * `GET /auth/callback?code=&state=`
   *
   * @throws SignInRequestError in a browser that has not started this sign-in
   */
  async callback(request: SessionRouteRequest): Promise<SessionAnswer> {
    const { attempts } = this.#parts;
    const query = queryOf(request);
    const jar = this.#jarOf(request);
    const attempt = attempts.find(only(query, 'state'), jar);
    if (attempt === undefined) throw notStarted();
    // Whatever comes of it, it was the only try.
    const setCookies = [attempts.end(attempt)];
    try {
      const session = await this.#signIn(query, attempt, jar);
      setCookies.push(...this.#parts.keeper.startCookies(session));
      return redirect(attempt.returnTo, setCookies);
    } catch (error) {
      return this.#failure(error, setCookies);
    }
  }

  async #signIn(query: URLSearchParams, attempt: SignInAttempt, jar: CookieJar): Promise<Session> {
    const { keeper, now } = this.#parts;
    if (!(await keeper.isFirstUse(`sign-in attempt ${attempt.state}`, ATTEMPT_LIFE))) throw notStarted();
    const { user, tokens } = await this.#redeem(query, attempt);
    // Nothing of what the browser had before goes into the new session, and nobody goes on with the old one.
    const old = await keeper.read(jar);
    if (old !== undefined) await keeper.end(old);
    const session: Session = {
      ...tokens,
      id: randomText(),
      issuer: user.issuer,
      clientId: user.clientId,
      sub: user.sub,
      signedInAt: now(),
      usedAt: now(),
      version: 0,
    };
    await keeper.save(session);
    return session;
  }

  /** @throws SignInRefusedError also for tokens that the verifier refuses */
  async #redeem(query: URLSearchParams, attempt: SignInAttempt): Promise<VerifiedSessionTokens> {
    const { login, tokens, onProblem } = this.#parts;
    const given = await login.redeem(query.toString(), attempt);
    try {
      return await tokens.verify(given);
    } catch (error) {
      if (!(error instanceof CastellanError) || error.httpStatus >= 500) throw error;
      onProblem('The tokens that managed login gave are refused. Check clientIds and the issuer.', error);
      throw new SignInRefusedError('The tokens that managed login gave are refused.', { cause: error });
    }
  }

  #failure(error: unknown, setCookies: readonly string[]): SessionAnswer {
    const { settings, onProblem } = this.#parts;
    if (!(error instanceof CastellanError) || error.httpStatus >= 500) {
      onProblem('A sign-in failed.', error);
    }
    if (settings.failedTo === undefined || !(error instanceof CastellanError)) {
      return problem(error, setCookies);
    }
    return redirect(`${settings.failedTo}?error=${error.code}`, setCookies);
  }

  #hints(query: URLSearchParams): Record<string, string> {
    const { providers } = this.#parts.settings;
    const hints: Record<string, string> = {};
    for (const { name, as, form } of HINTS) {
      const value = only(query, name);
      if (value === null) continue;
      const isAllowed = name !== 'provider' || providers === undefined || providers.includes(value);
      if (!isAllowed || !form.test(value)) {
        throw new SignInRequestError(
          'sign_in_request_invalid',
          `The parameter ${name} of the sign-in has a value that is not accepted.`,
        );
      }
      hints[as] = value;
    }
    return hints;
  }

  #jarOf({ rawHeaders }: SessionRouteRequest): CookieJar {
    return this.#parts.cookies.parse(cookieHeader(rawHeaders));
  }
}

function queryOf({ target }: SessionRouteRequest): URLSearchParams {
  const start = target.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : target.slice(start + 1));
}

/** @throws SignInRequestError for a parameter that is there twice: who knows which one counts */
function only(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name);
  if (values.length <= 1) return values[0] ?? null;
  throw new SignInRequestError('sign_in_request_invalid', `The parameter ${name} is there more than once.`);
}

function notStarted(): SignInRequestError {
  return new SignInRequestError(
    'sign_in_not_started',
    'A callback came to a browser that has not started this sign-in, or has finished it, or took too long. If it is a ' +
      'user, start again at the login route.',
  );
}
