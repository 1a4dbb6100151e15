import { KeyRing } from '../../credentials/shared/key-ring.js';
import { type CookieJar, CookieWriter } from './cookies.js';
import type { Session } from './session.js';

export const SECRET = 'n0tAReal-Secret_ofTheSpecs.1234567890';
export const OTHER_SECRET = 'aN0therSecret-0f_theSpecs.0987654321';
export const COOKIES = new CookieWriter('castellan', true);
export const START = 1_750_000_000_000;

export function ringOf(...secrets: string[]): KeyRing {
  return new KeyRing(secrets.length === 0 ? [SECRET] : secrets, 'secrets');
}

export function sessionOf(changes: Partial<Session> = {}): Session {
  return {
    id: 'i'.repeat(43),
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
    clientId: 'web',
    sub: 'alice',
    accessToken: 'access',
    idToken: 'id',
    refreshToken: 'refresh',
    tokensExpireAt: START + 3_600_000,
    signedInAt: START,
    usedAt: START,
    version: 0,
    ...changes,
  };
}

/** What a browser sends after it was told to set these cookies. */
export function jarAfter(setCookies: readonly string[], before: CookieJar = {}): CookieJar {
  const jar = new Map(Object.entries(before));
  for (const setCookie of setCookies) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
    if (setCookie.includes('Max-Age=0')) jar.delete(name);
    else jar.set(name, value);
  }
  return Object.fromEntries(jar);
}
