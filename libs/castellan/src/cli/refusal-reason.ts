import type { CastellanError, ErrorCode } from '../errors/index.js';
import { unverifiedTimes } from './unverified-times.js';

/** What a reason is made from besides the error. */
export interface Judged {
  readonly token: string;
  /** The time it was judged by, in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The command's own words, where the verifier's sentence names options of an application, which the command does not
 * have, or could say by how much.
 */
const REASONS: Partial<Record<ErrorCode, (judged: Judged) => string>> = {
  token_too_large: ({ token }) =>
    `The token has ${token.length} characters, and 8192 are accepted where maxTokenLength says nothing else.`,
  token_issuer_not_allowed: () =>
    'The iss of the token is not the issuer of the pool. Check --user-pool-id, its Region, and --issuer.',
  token_client_not_allowed: () => 'The client of the token, client_id or aud, is none of --client-id.',
  token_use_not_allowed: () =>
    'The token_use of the token is not that of --token-use. An API is called with an access token; an identity pool ' +
    'takes an ID token.',
  token_audience_not_allowed: () =>
    'The aud of the access token does not include --resource, or is missing and --require-audience is set.',
  token_expired: ({ token, now }) =>
    `The exp of the token has passed: ${distance(now - unverifiedTimes(token).expiresAt)} ago.`,
  token_not_yet_valid: ({ token, now }) =>
    `The iat or nbf of the token lies ${distance(unverifiedTimes(token).startsAt - now)} in the future. If clocks ` +
    'differ, give --clock-tolerance.',
};

/** Why a token is refused, for somebody who uses the command once. */
export function refusalReason({ code, message }: CastellanError, judged: Judged): string {
  // There is no next attempt.
  return REASONS[code]?.(judged) ?? message.replace(/ The next attempt is made in \d+ s\.$/, '');
}

const UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

/** A length of time in the largest unit of which there are two. */
function distance(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const unit = UNITS.find(([, length]) => seconds >= 2 * length);
  return unit === undefined ? `${seconds} s` : `${Math.floor(seconds / unit[1])} ${unit[0]}`;
}
