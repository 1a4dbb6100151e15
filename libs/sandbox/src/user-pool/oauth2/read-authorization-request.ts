import type { AppClient } from '../app-client.js';
import type { ClientOfPool } from '../pool-registry.js';
import { isWellFormed } from '../well-formed.js';
import { AuthorizationRefusal } from './authorization-refusal.js';
import type { AuthorizationRequest, Prompt } from './authorization-request.js';

/** An authorization request with the client and the pool it is for. */
export interface ReadRequest extends ClientOfPool {
  readonly request: AuthorizationRequest;
}

const PROMPTS: readonly Prompt[] = ['none', 'login', 'select_account', 'consent'];

/** 32 bytes in base64url: what S256 makes of any verifier. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** Longer ones are nobody's state or nonce, and would be carried from page to page. */
const MAXIMUM_LENGTH = 4096;

const NEED_OPENID: readonly string[] = ['email', 'phone', 'profile'];

/**
 * Reads and checks the parameters of `/oauth2/authorize`. The address to send errors to is checked first: until then
 * they stay on a page of the sandbox. Throws an `AuthorizationRefusal`.
 */
export function readAuthorizationRequest(
  parameters: URLSearchParams,
  find: (clientId: string) => ClientOfPool | undefined,
): ReadRequest {
  const clientId = single(parameters, 'client_id');
  const found = clientId === undefined ? undefined : find(clientId);
  if (clientId === undefined || found === undefined) {
    throw AuthorizationRefusal.toErrorPage('invalid_request');
  }
  const redirectUri = single(parameters, 'redirect_uri');
  if (redirectUri === undefined) throw AuthorizationRefusal.toErrorPage('invalid_request', clientId);
  if (!found.client.callbackUrls.includes(redirectUri)) {
    throw AuthorizationRefusal.toErrorPage('redirect_mismatch', clientId);
  }
  return { ...found, request: readGrantable(parameters, found.client, redirectUri) };
}

function readGrantable(
  parameters: URLSearchParams,
  client: AppClient,
  redirectUri: string,
): AuthorizationRequest {
  const state = single(parameters, 'state');
  const callback = { redirectUri, ...(state !== undefined && { state }) };
  if (hasRepetition(parameters) || hasUnreadableValue(parameters)) {
    throw AuthorizationRefusal.toClient(callback, 'invalid_request');
  }
  const responseType = parameters.get('response_type');
  if (responseType !== 'code' && responseType !== 'token') {
    throw AuthorizationRefusal.toClient(callback, 'invalid_request');
  }
  // The implicit grant is one that no client here has.
  if (responseType === 'token' || !client.allowedOAuthFlows.includes('code')) {
    throw AuthorizationRefusal.toClient(callback, 'unauthorized_client');
  }
  const scopes = scopesOf(parameters, client);
  if (scopes === undefined) throw AuthorizationRefusal.toClient(callback, 'invalid_scope');
  const codeChallenge = parameters.get('code_challenge') ?? undefined;
  const prompt = parameters.get('prompt') ?? undefined;
  if (!isChallenge(codeChallenge, parameters.get('code_challenge_method')) || !isPrompt(prompt)) {
    throw AuthorizationRefusal.toClient(callback, 'invalid_request');
  }
  return {
    clientId: client.clientId,
    ...callback,
    scopes,
    ...(codeChallenge !== undefined && { codeChallenge }),
    ...(prompt !== undefined && { prompt }),
    ...optional(parameters, 'nonce', 'nonce'),
    ...optional(parameters, 'identityProvider', 'identity_provider'),
    ...optional(parameters, 'idpIdentifier', 'idp_identifier'),
    ...optional(parameters, 'loginHint', 'login_hint'),
    ...optional(parameters, 'lang', 'lang'),
  };
}

/** A parameter that is sent twice says nothing that could be relied on (RFC 6749, section 3.1). */
function single(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = parameters.getAll(name);
  return more.length > 0 || value === '' ? undefined : value;
}

const hasRepetition = (parameters: URLSearchParams): boolean =>
  new Set(parameters.keys()).size < [...parameters.keys()].length;

const hasUnreadableValue = (parameters: URLSearchParams): boolean =>
  [...parameters.values()].some((value) => value.length > MAXIMUM_LENGTH || !isWellFormed(value));

/** Without a scope, all that the client has. */
function scopesOf(parameters: URLSearchParams, client: AppClient): readonly string[] | undefined {
  const asked = parameters.get('scope') ?? '';
  const scopes = asked === '' ? client.allowedOAuthScopes : [...new Set(asked.split(' '))];
  if (!scopes.every((scope) => client.allowedOAuthScopes.includes(scope))) return undefined;
  if (scopes.some((scope) => NEED_OPENID.includes(scope)) && !scopes.includes('openid')) return undefined;
  return scopes.length === 0 ? undefined : scopes;
}

const isChallenge = (challenge: string | undefined, method: string | null): boolean =>
  challenge === undefined ? method === null : method === 'S256' && S256_CHALLENGE.test(challenge);

const isPrompt = (prompt: string | undefined): prompt is Prompt | undefined =>
  prompt === undefined || PROMPTS.some((known) => known === prompt);

function optional<Key extends string>(
  parameters: URLSearchParams,
  key: Key,
  name: string,
): Partial<Record<Key, string>> {
  const value = parameters.get(name) ?? '';
  return (value === '' ? {} : { [key]: value }) as Partial<Record<Key, string>>;
}
