/**
 * The parameters of a `Bearer` challenge besides the realm (RFC 6750, section 3; RFC 9470, section 3).
 * A challenge without `error` says only that credentials are needed.
 */
export interface Challenge {
  readonly error?:
    'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'insufficient_user_authentication';
  /** The scopes that are needed, in order. */
  readonly scope?: readonly string[];
}

/** Where challenges point to. */
export interface ChallengeOptions {
  /** Names the protected area to the client. Default `api`. */
  readonly realm?: string;
}

/**
 * Formats a challenge as the value of `WWW-Authenticate`.
 *
 * Characters that RFC 6750 does not allow in a value are replaced by a space: they are never escaped through,
 * so no byte of a request can break out of the quotes or start a header of its own.
 */
export function formatChallenge(challenge: Challenge, options: ChallengeOptions = {}): string {
  const parameters = [`realm="${printable(options.realm ?? 'api')}"`];
  if (challenge.error !== undefined) parameters.push(`error="${challenge.error}"`);
  if (challenge.scope !== undefined && challenge.scope.length > 0) {
    parameters.push(`scope="${printable(challenge.scope.join(' '))}"`);
  }
  return `Bearer ${parameters.join(', ')}`;
}

function printable(value: string): string {
  return value.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ');
}
