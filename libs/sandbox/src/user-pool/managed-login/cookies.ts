import type { UserPool } from '../user-pool.js';
import { BROWSER_SESSION_SECONDS } from './browser-sessions.js';

/** Cookies are not kept apart by port: the name says whose they are. */
const portOf = ({ issuer }: UserPool): string => new URL(issuer).port;

export const sessionCookieName = (pool: UserPool): string =>
  `managed-login-${portOf(pool)}-${pool.userPoolId}`;

export const csrfCookieName = (pool: UserPool): string => `managed-login-csrf-${portOf(pool)}`;

/**
 * `Lax`, since users come from the pages of an application. Not `Secure`, because the sandbox has no TLS: it is on
 * this machine only.
 */
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

export const sessionCookie = (pool: UserPool, id: string): string =>
  `${sessionCookieName(pool)}=${id}; ${ATTRIBUTES}; Max-Age=${BROWSER_SESSION_SECONDS}`;

export const endedSessionCookie = (pool: UserPool): string =>
  `${sessionCookieName(pool)}=; ${ATTRIBUTES}; Max-Age=0`;

export const csrfCookie = (pool: UserPool, token: string): string =>
  `${csrfCookieName(pool)}=${token}; ${ATTRIBUTES}`;

/** Of a name that comes twice the first counts: it is the one with the more exact path. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}
