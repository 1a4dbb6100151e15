import { InvalidTokenError, type TokenErrorCode } from '../errors/index.js';
import type { TokenUse } from './principal.js';
import type { ProtectedResource } from './protected-resource.js';
import type { JsonObject } from './strict-json.js';
import type { UserPool } from './user-pool.js';

/** When a token is valid, in milliseconds since the epoch. */
export interface TokenTimes {
  readonly issuedAt: number;
  /** 0 when the token has no `nbf`. */
  readonly notBefore: number;
  readonly expiresAt: number;
}

/** The claims of a token that passed every check, apart from those of time. */
export interface CheckedClaims {
  readonly payload: JsonObject;
  readonly tokenUse: TokenUse;
  readonly clientId: string;
  readonly sub: string;
  /** `undefined` for a machine. */
  readonly username: string | undefined;
  /** The `scope` claim; empty when there is none. */
  readonly scope: string;
  readonly times: TokenTimes;
  readonly authTime: number | undefined;
}

/** 9999-12-31T23:59:59Z. */
const MAX_SECONDS = 253_402_300_799;
/** Cognito issues no access or ID token for longer. */
const MAX_LIFETIME_MS = 24 * 60 * 60 * 1_000;

/**
 * Checks what a token claims against the user pool that issued it. Nothing is coerced: a claim of the wrong
 * type refuses the token.
 *
 * @param expectedUse The type of token that is accepted; `null` accepts both.
 * @param resource The resource an access token must have been issued for, if it says for which; `undefined` takes any.
 * @throws InvalidTokenError `token_use_not_allowed`, `token_client_not_allowed`, `token_audience_not_allowed`,
 * `token_claims_invalid`.
 */
export function checkClaims(
  payload: JsonObject,
  pool: UserPool,
  expectedUse: TokenUse | null,
  resource?: ProtectedResource,
): CheckedClaims {
  const tokenUse = checkTokenUse(payload.token_use, expectedUse);
  const clientId = checkClient(payload, tokenUse, pool);
  const sub = requireString(payload.sub, 'sub');
  if ('cnf' in payload) {
    throw invalid('The token has a cnf claim, and proof of possession is not checked here.');
  }
  if (tokenUse === 'access') checkAudience(payload.aud, resource);
  return {
    payload,
    tokenUse,
    clientId,
    sub,
    username: tokenUse === 'access' ? checkUsername(payload, sub, clientId) : readIdTokenUsername(payload),
    scope: readScope(payload.scope, tokenUse),
    times: checkTimes(payload),
    authTime: payload.auth_time === undefined ? undefined : readTime(payload.auth_time, 'auth_time'),
  };
}

/**
 * Says why a token must not be used at a given time, or `undefined` when it may. A time that is not a number
 * refuses it. A token has expired at the very moment of `exp` (RFC 7519, section 4.1.4).
 */
export function timeRefusal(
  { issuedAt, expiresAt }: Pick<TokenTimes, 'issuedAt' | 'expiresAt'>,
  notBefore: number,
  now: number,
  toleranceMs: number,
): Extract<TokenErrorCode, 'token_expired' | 'token_not_yet_valid'> | undefined {
  if (!(now < expiresAt + toleranceMs)) return 'token_expired';
  return Math.max(issuedAt, notBefore) <= now + toleranceMs ? undefined : 'token_not_yet_valid';
}

function checkTokenUse(tokenUse: unknown, expected: TokenUse | null): TokenUse {
  if ((tokenUse === 'access' || tokenUse === 'id') && (expected === null || tokenUse === expected)) {
    return tokenUse;
  }
  throw new InvalidTokenError(
    'token_use_not_allowed',
    `The token_use of the token is not ${expected ?? 'access or id'}, which is expected here. ` +
      'An API is called with an access token; an identity pool takes an ID token.',
  );
}

/** Access tokens name their app client in `client_id`, ID tokens in `aud`. */
function checkClient(payload: JsonObject, tokenUse: TokenUse, { clientIds, name }: UserPool): string {
  const claim = tokenUse === 'access' ? 'client_id' : 'aud';
  const clientId = requireString(payload[claim], claim);
  if (clientIds === null || clientIds.has(clientId)) return clientId;
  throw new InvalidTokenError(
    'token_client_not_allowed',
    `The ${claim} of the token is not among the clientIds of user pool ${name}.`,
  );
}

/** Cognito adds `aud` to an access token when its client asked for a resource (RFC 8707). */
function checkAudience(aud: unknown, resource: ProtectedResource | undefined): void {
  const audience = readAudience(aud);
  if (resource === undefined || audience?.includes(resource.identifier)) return;
  if (audience === undefined && !resource.requireAudience) return;
  throw new InvalidTokenError(
    'token_audience_not_allowed',
    audience === undefined
      ? 'The access token has no aud, and resource.requireAudience is set. The client has to ask for the resource.'
      : 'The aud of the access token does not include resource.identifier: it was issued for another resource.',
  );
}

function readAudience(aud: unknown): readonly string[] | undefined {
  if (aud === undefined) return undefined;
  if (typeof aud === 'string') return [aud];
  if (Array.isArray(aud) && aud.every((item) => typeof item === 'string')) return aud;
  throw invalid('The aud of the access token is neither a string nor an array of strings.');
}

/** Client credentials carry the client as their subject and no username; everything else is a user. */
function checkUsername(payload: JsonObject, sub: string, clientId: string): string | undefined {
  const isMachine = sub === clientId;
  if (isMachine && payload.username === undefined) return undefined;
  if (isMachine) throw invalid('The access token has a username although its subject is its client.');
  return requireString(payload.username, 'username');
}

function readIdTokenUsername(payload: JsonObject): string {
  return requireString(payload['cognito:username'], 'cognito:username');
}

/** Scopes are those of an access token; an ID token may not pretend to have others than strings either. */
function readScope(scope: unknown, tokenUse: TokenUse): string {
  if (scope === undefined) return '';
  if (typeof scope !== 'string') throw invalid('The scope of the token is not a string.');
  return tokenUse === 'access' ? scope : '';
}

function checkTimes(payload: JsonObject): TokenTimes {
  const issuedAt = readTime(payload.iat, 'iat');
  const expiresAt = readTime(payload.exp, 'exp');
  if (expiresAt - issuedAt > MAX_LIFETIME_MS) {
    throw invalid('The token is valid for more than 24 hours, which no Cognito token is.');
  }
  const notBefore = payload.nbf === undefined ? 0 : readTime(payload.nbf, 'nbf');
  return { issuedAt, notBefore, expiresAt };
}

function readTime(seconds: unknown, claim: string): number {
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_SECONDS) return seconds * 1_000;
  throw invalid(`The ${claim} of the token is not a number of seconds since the epoch.`);
}

function requireString(value: unknown, claim: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`The ${claim} of the token is missing, empty or not a string.`);
}

function invalid(message: string): InvalidTokenError {
  return new InvalidTokenError('token_claims_invalid', message);
}
