import { OAuth2Error } from './oauth2-error.js';

/** A parameter without a value counts as left out; one that is sent twice is refused (RFC 6749, section 3.2). */
export function parseForm(contentType: string | undefined, body: string): ReadonlyMap<string, string> {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType ?? '')) {
    throw new OAuth2Error('invalid_request');
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (form.has(name)) throw new OAuth2Error('invalid_request');
    if (value !== '') form.set(name, value);
  }
  return form;
}
