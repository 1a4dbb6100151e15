import {
  type BrowserRedirect,
  leaveForProvider,
  requestedProvider,
} from '../federation/leave-for-provider.js';
import type { BrowserSession } from '../managed-login/browser-sessions.js';
import type { User } from '../users.js';
import { AuthorizationRefusal } from './authorization-refusal.js';
import { authorizationParameters, type AuthorizationRequest } from './authorization-request.js';
import { finishAuthorization } from './finish-authorization.js';
import type { ReadRequest } from './read-authorization-request.js';

/**
 * Where `/oauth2/authorize` sends a browser: to the provider that the request names, back with a code if the browser
 * is signed in, else to the sign-in page. Throws an `AuthorizationRefusal`.
 */
export async function authorize(
  { pool, client, request }: ReadRequest,
  session: BrowserSession | undefined,
): Promise<BrowserRedirect> {
  if (namesProvider(request)) {
    const provider = requestedProvider(pool, client, request);
    if (provider === undefined || request.prompt === 'none') {
      throw AuthorizationRefusal.toClient(
        request,
        provider === undefined ? 'invalid_request' : 'login_required',
      );
    }
    return await leaveForProvider(pool, client, provider, request);
  }
  const user = session === undefined ? undefined : pool.users.findBySub(session.sub);
  if (session !== undefined && user !== undefined && mayStay(user) && !asksAgain(request)) {
    return stay(finishAuthorization(pool, client, request, user, session.authTime));
  }
  if (request.prompt === 'none') throw AuthorizationRefusal.toClient(request, 'login_required');
  return stay(`/login?${authorizationParameters(request).toString()}`);
}

const stay = (location: string): BrowserRedirect => ({ location, cookies: [] });

const namesProvider = ({ identityProvider, idpIdentifier }: AuthorizationRequest): boolean =>
  identityProvider === undefined ? idpIdentifier !== undefined : identityProvider !== 'COGNITO';

/** Whether a browser that is signed in may go on without the user: not if the user could not sign in any more. */
const mayStay = ({ enabled, status }: User): boolean =>
  enabled && (status === 'CONFIRMED' || status === 'EXTERNAL_PROVIDER');

const asksAgain = ({ prompt }: AuthorizationRequest): boolean => prompt !== undefined && prompt !== 'none';
