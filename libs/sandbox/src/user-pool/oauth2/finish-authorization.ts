import type { AppClient } from '../app-client.js';
import { refusals } from '../refusals.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';
import type { AuthorizationRequest } from './authorization-request.js';

/**
 * Issues the code to a user who has signed in, by whatever means, and returns where to send the browser.
 * Throws `NotAuthorizedException` for a user who is disabled.
 *
 * @param authTime when the user signed in, in seconds since the epoch. Default: now.
 */
export function finishAuthorization(
  pool: UserPool,
  client: AppClient,
  request: AuthorizationRequest,
  user: User,
  authTime?: number,
): string {
  if (!user.enabled) throw refusals.disabledUser();
  // The caller may have kept the request while the user was at another provider.
  if (request.clientId !== client.clientId) throw refusals.unknownClient(request.clientId);
  const code = pool.codes.issue(request, user.sub, authTime);
  return callbackUrl(request, { code });
}

/** The callback URL with the outcome, and with the state as it came. */
export function callbackUrl(
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  outcome: Readonly<Record<string, string>>,
): string {
  const parameters = new URLSearchParams({ ...outcome, ...(state !== undefined && { state }) });
  // Added as text: parsed and printed, an address could become another than the one that was compared.
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${parameters.toString()}`;
}
