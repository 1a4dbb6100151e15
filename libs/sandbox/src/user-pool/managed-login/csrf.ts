import { randomBytes } from 'node:crypto';

import { sameSecret } from '../secret-comparison.js';

/** The field of every form that repeats the cookie. */
export const CSRF_FIELD = '_csrf';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token of a browser: the one it has, so that several tabs work at once, or a new one. */
export const csrfTokenOf = (cookie: string | undefined): string =>
  cookie !== undefined && TOKEN.test(cookie) ? cookie : randomBytes(32).toString('base64url');

/**
 * Whether a form was sent by a page of this sandbox. A browser says where a form comes from; the token is for
 * those that do not, and against a page that can not read the cookie but have it sent.
 */
export function isSentByOwnPage(
  headers: Readonly<Record<string, string | undefined>>,
  cookie: string | undefined,
  field: string | null,
): boolean {
  const { origin, host = '', 'sec-fetch-site': site } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  return cookie !== undefined && field !== null && TOKEN.test(field) && sameSecret(cookie, field);
}
