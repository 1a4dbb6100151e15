import { describeType, wrongOption } from '../option-checks.js';
import type { RevokedSignIn, RevokedToken, RevokedUser } from './revocation-store.js';

/** What a revocation is about: a `jti`, an `origin_jti` or a `sub`. */
export const REVOCATION_KINDS = ['token', 'signIn', 'user'] as const;
export type RevocationKind = (typeof REVOCATION_KINDS)[number];

/** One revocation, as it is kept and handed on. Times are in milliseconds since the epoch. */
export interface Revocation {
  readonly kind: RevocationKind;
  readonly issuer: string;
  /** The `jti`, `origin_jti` or `sub`. */
  readonly id: string;
  /** Tokens with an `iat` before this are revoked; `null` revokes them whatever their `iat`. */
  readonly issuedBefore: number | null;
  /** When no token it concerns can be valid any more. */
  readonly keepUntil: number;
}

/** No Cognito token lives longer; the verifier refuses those that claim to. */
const LONGEST_LIFETIME_MS = 24 * 60 * 60 * 1_000;
/** Covers the clock tolerance of verifiers, 2 minutes at most, and machines whose clocks differ by several more. */
const MARGIN_MS = 10 * 60 * 1_000;

/** How long a revocation is kept, at most. */
export const LONGEST_RETENTION_MS = LONGEST_LIFETIME_MS + MARGIN_MS;

/** @throws ConfigurationError that says which field is wrong, what was found and what to write. */
export function tokenRevocation({ issuer, jti, expiresAt }: RevokedToken, now: number): Revocation {
  const longest = now + LONGEST_LIFETIME_MS;
  if (expiresAt !== undefined) requireTime(expiresAt, 'expiresAt');
  return {
    kind: 'token',
    issuer: requireText(issuer, 'issuer'),
    id: requireText(jti, 'jti'),
    issuedBefore: null,
    keepUntil: Math.min(expiresAt ?? longest, longest) + MARGIN_MS,
  };
}

/** @throws ConfigurationError that says which field is wrong, what was found and what to write. */
export function signInRevocation({ issuer, originJti }: RevokedSignIn, now: number): Revocation {
  return {
    kind: 'signIn',
    issuer: requireText(issuer, 'issuer'),
    id: requireText(originJti, 'originJti'),
    issuedBefore: null,
    keepUntil: now + LONGEST_RETENTION_MS,
  };
}

/** @throws ConfigurationError that says which field is wrong, what was found and what to write. */
export function userRevocation({ issuer, sub, issuedBefore }: RevokedUser, now: number): Revocation {
  // One more than now, so that a token of this very moment is among them.
  const before = issuedBefore ?? now + 1;
  requireTime(before, 'issuedBefore');
  if (before > now + 1) {
    throw wrongOption('issuedBefore', 'a time in the future', 'a time that has passed, or leave it out');
  }
  return {
    kind: 'user',
    issuer: requireText(issuer, 'issuer'),
    id: requireText(sub, 'sub'),
    issuedBefore: before,
    keepUntil: now + LONGEST_RETENTION_MS,
  };
}

function requireText(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongOption(field, describeType(value), 'the claim of the token, a non-empty string');
}

function requireTime(value: unknown, field: string): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return;
  throw wrongOption(field, describeType(value), 'milliseconds since the epoch');
}
