import { randomBytes } from 'node:crypto';
import type { AppClient } from '../app-client.js';
import { AuthorizationRefusal, type AuthorizationErrorCode } from '../oauth2/authorization-refusal.js';
import type { AuthorizationRequest } from '../oauth2/authorization-request.js';
import type { UserPool } from '../user-pool.js';
import { newState } from './federation-attempts.js';
import { FederationError } from './federation-error.js';
import type { IdentityProvider } from './identity-provider.js';
import { OAUTH_RETURN_PATH } from './provider-sign-in.js';
import { signInAt } from './provider-sign-ins.js';

/** Where a browser is sent, and the cookies it gets on the way. */
export interface BrowserRedirect {
  readonly location: string;
  readonly cookies: readonly string[];
}

/** The provider that an authorization request names, if the client may sign in with it. */
export function requestedProvider(
  pool: UserPool,
  client: AppClient,
  { identityProvider, idpIdentifier }: AuthorizationRequest,
): IdentityProvider | undefined {
  const provider =
    identityProvider === undefined
      ? pool.identityProviders.byIdentifier(idpIdentifier ?? '')
      : pool.identityProviders.get(identityProvider);
  return provider !== undefined && client.supportedIdentityProviders.includes(provider.providerName)
    ? provider
    : undefined;
}

/** Sends a browser to sign in at a provider. Throws an `AuthorizationRefusal` if the provider can not be found. */
export async function leaveForProvider(
  pool: UserPool,
  client: AppClient,
  provider: IdentityProvider,
  request: AuthorizationRequest,
): Promise<BrowserRedirect> {
  const state = newState();
  const { providerName, providerType } = provider;
  const { userPoolId, baseUrl } = pool;
  try {
    const start = { provider, userPoolId, baseUrl, state };
    const { location, proof, returnsByForm } = await signInAt(providerType).start(start);
    const browserKey = returnsByForm ? undefined : randomBytes(32).toString('base64url');
    const attempt = { providerName, client, request, proof, ...(browserKey !== undefined && { browserKey }) };
    pool.federation.add(state, attempt);
    const cookies = browserKey === undefined ? [] : [browserCookie(state, browserKey)];
    return { location, cookies };
  } catch (error) {
    if (error instanceof FederationError) throw refusalFor(request, error);
    throw error;
  }
}

export const refusalFor = (
  request: AuthorizationRequest,
  { code, description }: FederationError,
): AuthorizationRefusal =>
  AuthorizationRefusal.toClient(request, code as AuthorizationErrorCode, description);

/** One for each attempt, so that several tabs work at once. */
export const browserCookieName = (state: string): string => `cognito-fed-${state.slice(0, 16)}`;

const FIVE_MINUTES = 300;

const browserCookie = (state: string, key: string, maxAge = FIVE_MINUTES): string =>
  `${browserCookieName(state)}=${key}; Path=${OAUTH_RETURN_PATH}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax`;

export const endedBrowserCookie = (state: string): string => browserCookie(state, '', 0);
