import { CastellanError, ConfigurationError } from '../../errors/index.js';
import type {
  FoundSession,
  SessionAnswer,
  SessionApplication,
  SessionRequest,
  SessionRoute,
  SessionRouteRequest,
  SessionSource,
} from '../../http/session-source.js';
import type { BrowserSessionsOptions } from './browser-sessions-options.js';
import { type BrowserSessionsSettings, readBrowserSessions } from './browser-sessions-settings.js';
import { openSessions, type OpenSessions } from './open-sessions.js';
import { problem } from './session-answers.js';
import { headersOfSession } from './session-headers.js';

/** Who is signed out everywhere: the `issuer` and `sub` of a principal. */
export interface SignedOutUser {
  readonly issuer: string;
  readonly sub: string;
}

/**
 * Signs users in with Cognito's managed login, and keeps their tokens away from the browser: what it has is a cookie.
 * The option `sessions` of `CastellanModule` and of `createCastellan` makes the guards take the session of a request
 * where there is no bearer token; the tokens behind it are verified in the same way.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { CastellanModule } from 'castellan';
 * import { BrowserSessions } from 'castellan/user-pool';
 *
 * @Module({
 *   imports: [
 *     CastellanModule.forRoot({
 *       userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
 *       sessions: new BrowserSessions({
 *         origin: 'https://app.example',
 *         clientId: 'web',
 *         secrets: [process.env.SESSION_SECRET ?? ''],
 *         store: 'cookie',
 *       }),
 *     }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
export class BrowserSessions implements SessionSource {
  readonly routes: readonly SessionRoute[];
  readonly #settings: BrowserSessionsSettings;
  #open: OpenSessions | undefined;

  /** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
  constructor(options: BrowserSessionsOptions) {
    this.#settings = readBrowserSessions(options);
    this.routes = this.#routes();
  }

  /**
   * Called by the adapter while the application starts.
   *
   * @throws ConfigurationError when it belongs to another application, or names a pool that this one lacks.
   */
  async open(application: SessionApplication): Promise<void> {
    if (this.#open !== undefined) {
      throw new ConfigurationError(
        'These BrowserSessions belong to another application already. Make new ones for each.',
      );
    }
    const opened = openSessions(this.#settings, application);
    this.#open = opened;
    await opened.keeper.open();
  }

  /** Called by the adapter when the application shuts down. */
  async close(): Promise<void> {
    const opened = this.#open;
    this.#open = undefined;
    await opened?.keeper.close();
  }

  /** Called by the guards for a request without a bearer token. */
  find(request: SessionRequest): Promise<FoundSession> | undefined {
    const opened = this.#requireOpen();
    const jar = opened.current.jarOf(request);
    if (jar === undefined) return undefined;
    return opened.current.find(request, jar).then(({ session, setCookies }) => ({
      setCookies,
      headersFor: (tokenUse) =>
        session &&
        headersOfSession(session, request, {
          tokenUse: tokenUse ?? opened.tokenUse,
          idTokenHeader: opened.idTokenHeader,
        }),
    }));
  }

  /**
   * Ends all sessions of a user and revokes what the user was issued until now, in this application. The refresh tokens
   * live on at Cognito: end them there as well (`AdminUserGlobalSignOut`). Users who sign themselves out everywhere do
   * so with `everywhere=true` at the logout route, which does both.
   *
   * @throws SessionUnavailableError | RevocationNotRecordedError when it cannot be made known to everybody.
   */
  async signOutEverywhere({ issuer, sub }: SignedOutUser): Promise<void> {
    await this.#requireOpen().endAllOf({ issuer, sub });
  }

  #requireOpen(): OpenSessions {
    if (this.#open !== undefined) return this.#open;
    throw new ConfigurationError(
      'BrowserSessions are not open. Give them to CastellanModule or createCastellan as the option sessions, and wait ' +
        'until the application has started.',
    );
  }

  #routes(): readonly SessionRoute[] {
    const { path } = this.#settings;
    const route = (
      method: SessionRoute['method'],
      name: string,
      answer: (opened: OpenSessions, request: SessionRouteRequest) => Promise<SessionAnswer>,
    ): SessionRoute => ({
      method,
      path: `${path}/${name}`,
      handle: async (request) => {
        try {
          return await answer(this.#requireOpen(), request);
        } catch (error) {
          if (!(error instanceof CastellanError) || error.httpStatus >= 500) {
            this.#open?.onProblem('A route of sessions failed.', error);
          }
          return problem(error, []);
        }
      },
    });
    return Object.freeze([
      route('GET', 'login', ({ signIn }, request) => signIn.login(request)),
      route('GET', 'callback', ({ signIn }, request) => signIn.callback(request)),
      route('GET', 'session', ({ signOut }, request) => signOut.session(request)),
      route('GET', 'logout', ({ signOut }, request) => signOut.followLink(request)),
      route('POST', 'logout', ({ signOut }, request) => signOut.signOut(request)),
    ]);
  }
}
