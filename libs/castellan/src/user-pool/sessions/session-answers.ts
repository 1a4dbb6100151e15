import { CastellanError, PolicyFailureError, toAnswer } from '../../errors/index.js';
import type { SessionAnswer } from '../../http/session-source.js';

/** No answer of these routes is for a cache, and none of their addresses for another site. */
const PRIVATE = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Sends the browser on. The address has been checked. */
export function redirect(location: string, setCookies: readonly string[]): SessionAnswer {
  return { status: 303, headers: { ...PRIVATE, location }, setCookies, body: '' };
}

export function json(body: object, setCookies: readonly string[]): SessionAnswer {
  return {
    status: 200,
    headers: { ...PRIVATE, 'content-type': 'application/json; charset=utf-8' },
    setCookies,
    body: JSON.stringify(body),
  };
}

/** What cannot be done, as problem details. A fault of the service shows nothing of itself. */
export function problem(error: unknown, setCookies: readonly string[]): SessionAnswer {
  const refusal =
    error instanceof CastellanError
      ? error
      : new PolicyFailureError('A route of sessions failed.', { cause: error });
  const { status, headers, body } = toAnswer(refusal);
  return { status, headers: { ...headers, ...PRIVATE }, setCookies, body: JSON.stringify(body) };
}
