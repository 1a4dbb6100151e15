/**
 * The parameters of a `Bearer` challenge besides the realm (RFC 6750, section 3; RFC 9470, section 3).
 * A challenge without `error` says only that credentials are needed.
 */
export interface Challenge {
  /** What is wrong with the credentials. Default: there are none. */
  readonly error?:
    'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'insufficient_user_authentication';
  /** The scopes that are needed, in order. */
  readonly scope?: readonly string[];
  /** How many seconds ago the user may have signed in at most. */
  readonly maxAgeSeconds?: number;
  /** The authentication contexts of which the user needs one, the preferred one first. */
  readonly acrValues?: readonly string[];
}

/** Where challenges point to. */
export interface ChallengeOptions {
  /** Names the protected area to the client. Default `api`. */
  readonly realm?: string;
  /** Where the metadata of the protected resource is (RFC 9728, section 5.1). Default: not said. */
  readonly resourceMetadata?: string;
}

/**
 * Formats a challenge as the value of `WWW-Authenticate`.
 *
 * Characters that RFC 6750 does not allow in a value are replaced by a space: they are never escaped through,
 * so no byte of a request can break out of the quotes or start a header of its own.
 *
 * @example
 * ```ts
 * import { formatChallenge } from 'castellan/core';
 *
 * // Bearer realm="api", error="insufficient_scope", scope="articles/write"
 * export const challenge = formatChallenge({ error: 'insufficient_scope', scope: ['articles/write'] });
 * ```
 */
export function formatChallenge(challenge: Challenge, options: ChallengeOptions = {}): string {
  const parameters = [`realm="${printable(options.realm ?? 'api')}"`];
  if (challenge.error !== undefined) parameters.push(`error="${challenge.error}"`);
  pushList(parameters, 'scope', challenge.scope);
  if (challenge.maxAgeSeconds !== undefined) parameters.push(`max_age="${challenge.maxAgeSeconds}"`);
  pushList(parameters, 'acr_values', challenge.acrValues);
  if (options.resourceMetadata !== undefined) {
    parameters.push(`resource_metadata="${printable(options.resourceMetadata)}"`);
  }
  return `Bearer ${parameters.join(', ')}`;
}

function pushList(parameters: string[], name: string, members: readonly string[] | undefined): void {
  if (members === undefined || members.length === 0) return;
  parameters.push(`${name}="${printable(members.join(' '))}"`);
}

function printable(value: string): string {
  return value.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ');
}
