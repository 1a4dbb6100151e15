import { timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../../http/service-error.js';
import { sessionCookie } from '../managed-login/cookies.js';
import { AuthorizationRefusal } from '../oauth2/authorization-refusal.js';
import { finishAuthorization } from '../oauth2/finish-authorization.js';
import type { UserPool } from '../user-pool.js';
import { signedInUser } from './federated-users.js';
import type { FederationAttempt } from './federation-attempts.js';
import { FederationError } from './federation-error.js';
import {
  browserCookieName,
  type BrowserRedirect,
  endedBrowserCookie,
  refusalFor,
} from './leave-for-provider.js';
import { signInAt } from './provider-sign-ins.js';

/** What a browser brings back from a provider. */
export interface ProviderAnswer {
  readonly kind: 'oauth2' | 'saml2';
  readonly byForm: boolean;
  readonly parameters: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
}

/**
 * Goes on with the sign-in that a browser left for a provider, and returns where the browser goes: to the application,
 * with a code. Throws an `AuthorizationRefusal` where no sign-in waits for this answer.
 */
export async function returnFromProvider(
  pools: readonly UserPool[],
  answer: ProviderAnswer,
): Promise<BrowserRedirect> {
  const state = onlyValue(answer.parameters, answer.kind === 'saml2' ? 'RelayState' : 'state');
  for (const pool of pools) {
    const attempt = pool.federation.take(state);
    if (attempt !== undefined) return await finish(pool, attempt, state, answer);
  }
  throw AuthorizationRefusal.toErrorPage('invalid_request');
}

async function finish(
  pool: UserPool,
  attempt: FederationAttempt,
  state: string,
  answer: ProviderAnswer,
): Promise<BrowserRedirect> {
  const { client, request, proof } = attempt;
  if (!isOfThisBrowser(attempt, state, answer)) throw AuthorizationRefusal.toErrorPage('invalid_request');
  const provider = pool.identityProviders.get(attempt.providerName);
  const isExpected =
    provider !== undefined && (provider.providerType === 'SAML') === (answer.kind === 'saml2');
  if (!isExpected) throw AuthorizationRefusal.toErrorPage('invalid_request');
  const { userPoolId, baseUrl } = pool;
  const { parameters } = answer;
  try {
    const profile = await signInAt(provider.providerType).finish({
      provider,
      userPoolId,
      baseUrl,
      proof,
      parameters,
    });
    const user = await signedInUser(pool, provider, profile, client, pool.federation.clock());
    const location = finishAuthorization(pool, client, request, user);
    const cookies = [sessionCookie(pool, pool.browserSessions.start(user.sub))];
    return {
      location,
      cookies: [...cookies, ...(attempt.browserKey === undefined ? [] : [endedBrowserCookie(state)])],
    };
  } catch (error) {
    if (error instanceof FederationError) throw refusalFor(request, error);
    // A user who is disabled, or a trigger that refuses.
    if (error instanceof ServiceError)
      throw refusalFor(request, new FederationError('invalid_request', error.message));
    throw error;
  }
}

/** Where the answer comes by a link, only the browser that was sent out has the cookie: nobody can be sent here with another's answer. */
function isOfThisBrowser(
  { browserKey }: FederationAttempt,
  state: string,
  { byForm, cookies }: ProviderAnswer,
): boolean {
  if (browserKey === undefined) return byForm;
  const [expected, found] = [
    Buffer.from(browserKey),
    Buffer.from(cookies.get(browserCookieName(state)) ?? ''),
  ];
  return !byForm && found.length === expected.length && timingSafeEqual(found, expected);
}

/** A parameter that is there twice is not one that was sent from here. */
function onlyValue(parameters: URLSearchParams, name: string): string {
  const [value = '', ...more] = parameters.getAll(name);
  return more.length === 0 ? value : '';
}
