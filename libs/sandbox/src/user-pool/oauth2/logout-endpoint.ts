import type { ClientOfPool } from '../pool-registry.js';
import { AuthorizationRefusal } from './authorization-refusal.js';

/**
 * Where `/logout` sends a browser: to one of the client's logout URLs or, with the parameters of an authorization
 * request in place of `logout_uri`, to the sign-in page. Throws an `AuthorizationRefusal`.
 */
export function logoutTarget(parameters: URLSearchParams, { client }: ClientOfPool): string {
  const logoutUris = parameters.getAll('logout_uri');
  const [logoutUri] = logoutUris;
  if (logoutUri === undefined) return `/oauth2/authorize?${parameters.toString()}`;
  if (logoutUris.length > 1 || !client.logoutUrls.includes(logoutUri)) {
    throw AuthorizationRefusal.toErrorPage('redirect_mismatch', client.clientId);
  }
  return logoutUri;
}
