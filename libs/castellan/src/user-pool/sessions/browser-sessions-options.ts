import type { SessionStore } from './session-store.js';

/** What {@link BrowserSessions} takes. */
export interface BrowserSessionsOptions {
  /**
   * Where browsers reach the application, such as `https://app.example`: an `https` origin, or `http` on the loopback
   * interface in development. It is never taken from a request. Required.
   */
  readonly origin: string;
  /**
   * The app client that users sign in with, by the authorization code grant. Its callback URLs have to contain `origin`
   * with `path` and `/callback`, its sign-out URLs `origin` with `signedOutTo`, and the user pool has to accept it
   * (`clientIds`). Required.
   */
  readonly clientId: string;
  /** The secret of the app client, where it has one. Default: it has none. */
  readonly clientSecret?: string;
  /**
   * What the encryption keys are made of, the newest first: the first one encrypts, all of them decrypt, so that a new
   * one is put in front and the last is taken away once no session is older. Each has at least 32 random characters,
   * such as `openssl rand -base64 32` gives. The same on all machines. Required.
   */
  readonly secrets: readonly string[];
  /**
   * Where sessions are kept: `'cookie'`, encrypted in the browser, or a store of the server, such as a
   * `MemorySessionStore`, or a `RedisCredentialsStore` of `castellan/redis` with a prefix of its own. Required.
   */
  readonly store: 'cookie' | SessionStore;
  /** The name of the user pool that users sign in at, as in `userPools`. Default: the first one. */
  readonly userPool?: string;
  /** The path of the routes. Default `/auth`: `/auth/login`, `/auth/callback`, `/auth/logout`, `/auth/session`. */
  readonly path?: string;
  /**
   * The scopes that are asked for. Default `['openid']`. Signing out everywhere, and `@Revalidate`, need
   * `aws.cognito.signin.user.admin`.
   */
  readonly scopes?: readonly string[];
  /**
   * The identity providers that `/auth/login?provider=` may name. Default: any, which managed login then accepts or
   * refuses.
   */
  readonly providers?: readonly string[];
  /**
   * Where users may go after they have signed in: paths such as `/app`, folders such as `/app/*`, or either with
   * another `https` origin in front. Default `['/*']`: everywhere on `origin`. The routes themselves never.
   */
  readonly returnTo?: readonly string[];
  /** Where users go who have not said where, as in `returnTo`. Default `/`. */
  readonly signedInTo?: string;
  /** The path where users go after they have signed out. Default `/`. */
  readonly signedOutTo?: string;
  /**
   * The path of a page for sign-ins that failed, which gets the error code as `?error=`. Default: the callback answers
   * with problem details.
   */
  readonly failedTo?: string;
  /**
   * How long a session lasts at most, 60 to 2,592,000 seconds; with cookies, 86,400. Default 43,200, twelve hours. The
   * refresh token has to last as long.
   */
  readonly absoluteLimitSeconds?: number;
  /** How long a session lasts that nobody uses, 60 seconds to `absoluteLimitSeconds`. Default 1,800, half an hour. */
  readonly idleLimitSeconds?: number;
  /** How many seconds before their expiry tokens are renewed, 0 to 240. Default 60. */
  readonly renewAheadSeconds?: number;
  /**
   * What the names of the cookies begin with, behind `__Host-`. Default `castellan`. Applications that share a host, as
   * on a developer's machine, need different ones.
   */
  readonly cookieName?: string;
  /** How long the store and managed login may take each, 10 to 30,000 milliseconds. Default 5,000. */
  readonly timeoutMilliseconds?: number;
}
