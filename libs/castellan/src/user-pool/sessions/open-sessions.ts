import { ConfigurationError } from '../../errors/index.js';
import type { SessionApplication } from '../../http/session-source.js';
import { defaultEndpoint } from '../../tokens/revalidation/user-pool-endpoint.js';
import type { TokenUse, UserPoolOptions, UserPoolReference } from '../../tokens/index.js';
import { payloadOf } from '../own-token.js';
import type { BrowserSessionsSettings } from './browser-sessions-settings.js';
import { CookieSessions } from './cookie-sessions.js';
import { CookieWriter } from './cookies.js';
import { CsrfProtection } from './csrf.js';
import { CurrentSessions } from './current-sessions.js';
import { globalSignOut } from './global-sign-out.js';
import { ManagedLogin } from './managed-login.js';
import type { SessionKeeper } from './session-keeper.js';
import { SessionRenewals } from './session-renewals.js';
import { SessionTokens } from './session-tokens.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { SignInRoutes } from './sign-in-routes.js';
import { SignOutRoutes } from './sign-out-routes.js';
import { StoredSessions } from './stored-sessions.js';

/** The sessions of one running application. */
export interface OpenSessions {
  readonly keeper: SessionKeeper;
  readonly current: CurrentSessions;
  readonly signIn: SignInRoutes;
  readonly signOut: SignOutRoutes;
  /** What the user pool expects as the bearer token. */
  readonly tokenUse: TokenUse;
  readonly idTokenHeader: string;
  /** Ends all sessions of a user, and revokes the tokens. */
  readonly endAllOf: (user: { readonly issuer: string; readonly sub: string }) => Promise<void>;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/** Puts sessions together for an application. */
export function openSessions(
  settings: BrowserSessionsSettings,
  { verifier, userPools, revocations, idTokenHeader, onProblem }: SessionApplication,
): OpenSessions {
  const { origin, path, clientId, clientSecret, keyRing, scopes, timeoutMilliseconds } = settings;
  const { absoluteLimit, idleLimit, renewAhead } = settings;
  const { pool, options } = poolOf(settings, verifier.userPools, userPools);
  const now = (): number => verifier.now();
  const cookies = new CookieWriter(settings.cookieName, settings.isSecure);
  const owner = `${clientId} of ${pool.issuer} at ${origin}${path}`;
  const keeper: SessionKeeper =
    settings.store === 'cookie'
      ? new CookieSessions({ keyRing, cookies, owner, absoluteLimit, now })
      : new StoredSessions({
          ...{ store: settings.store, keyRing, cookies, owner, absoluteLimit, idleLimit },
          ...{ timeoutMilliseconds, onProblem, now },
        });
  const login = new ManagedLogin({
    ...{ issuer: pool.issuer, clientId, clientSecret, scopes, timeoutMilliseconds },
    redirectUri: `${origin}${path}/callback`,
  });
  const tokens = new SessionTokens(verifier, pool.name, clientId);
  const csrf = new CsrfProtection(keyRing, origin);
  const renewals = new SessionRenewals({ keeper, login, tokens, onProblem, now });
  const current = new CurrentSessions({
    ...{ keeper, cookies, renewals, tokens, csrf, absoluteLimit, idleLimit, renewAhead, onProblem, now },
  });
  const attempts = new SignInAttempts(keyRing, cookies, owner, now);
  const endAllOf: OpenSessions['endAllOf'] = async (user) => {
    await keeper.endAllOf(user);
    await revocations.revokeUser(user);
  };
  const endpoint = options.endpoint ?? defaultEndpoint(pool.userPoolId, [pool.issuer]);
  return {
    keeper,
    current,
    tokenUse: options.tokenUse ?? 'access',
    idTokenHeader,
    endAllOf,
    onProblem,
    signIn: new SignInRoutes({ settings, cookies, attempts, login, tokens, keeper, onProblem, now }),
    signOut: new SignOutRoutes({
      ...{ current, csrf, login, keeper, renewals, onProblem, signedOutTo: settings.signedOutTo },
      // What its own token says, because no new one can be had while managed login is out of reach.
      revoke: ({ issuer, sub, accessToken }) =>
        revocations.revokeSignInOf({ issuer, sub, claims: payloadOf(accessToken) }),
      signOutEverywhere: async (session) => {
        await globalSignOut(endpoint, session.accessToken, timeoutMilliseconds);
        await endAllOf({ issuer: session.issuer, sub: session.sub });
      },
    }),
  };
}

function poolOf(
  { userPool }: BrowserSessionsSettings,
  pools: readonly UserPoolReference[],
  given: readonly UserPoolOptions[],
): { readonly pool: UserPoolReference; readonly options: UserPoolOptions } {
  const index = userPool === undefined ? 0 : pools.findIndex(({ name }) => name === userPool);
  const [pool, options] = [pools[index], given[index]];
  if (pool !== undefined && options !== undefined) return { pool, options };
  throw new ConfigurationError(
    `userPool of BrowserSessions: found ${userPool ?? 'none'}. Write one of the userPools that are configured: ` +
      `${pools.map(({ name }) => name).join(', ') || 'there is none'}.`,
  );
}
