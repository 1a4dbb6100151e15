import { describeType, describeValue, wrongOption } from '../option-checks.js';
import { issuersOfSamePool } from './issuers-of-same-pool.js';
import type { RevokedSignIn, RevokedToken, RevokedUser } from './revocation-store.js';

/** What a revocation is about: a `jti`, an `origin_jti` or a `sub`. */
export const REVOCATION_KINDS = ['token', 'signIn', 'user'] as const;
export type RevocationKind = (typeof REVOCATION_KINDS)[number];

/** One revocation, as it is kept and handed on. */
export interface Revocation {
  readonly kind: RevocationKind;
  /** Of the two names that Cognito has for a pool always the same one. */
  readonly issuer: string;
  /** The `jti`, `origin_jti` or `sub`. */
  readonly id: string;
  /** Whose token or sign-in it is, where that is known. */
  readonly sub: string | undefined;
  /**
   * When no token it concerns can be valid any more, in milliseconds since the epoch. For a user it also says which
   * tokens those are: see {@link issuedBefore}.
   */
  readonly keepUntil: number;
}

/** No Cognito token lives longer; the verifier refuses those that claim to. */
const LONGEST_LIFETIME_MS = 24 * 60 * 60 * 1_000;
/** Covers the clock tolerance of verifiers, 2 minutes at most, and machines whose clocks differ by several more. */
const MARGIN_MS = 10 * 60 * 1_000;
/** The year 1973 in milliseconds, and the year 5138 in seconds. */
const LEAST_MILLISECONDS = 1e11;

/** How long a revocation is kept, at most. */
export const LONGEST_RETENTION_MS = LONGEST_LIFETIME_MS + MARGIN_MS;

/**
 * The moment before which tokens have to be issued to be revoked with their user. It is not kept beside `keepUntil`,
 * so that one number, of which the later counts, says everything.
 */
export function issuedBefore(keepUntil: number): number {
  return keepUntil - LONGEST_RETENTION_MS;
}

/** @throws ConfigurationError that says which field is wrong, what was found and what to write. */
export function tokenRevocation({ issuer, jti, sub, expiresAt }: RevokedToken, now: number): Revocation {
  const longest = now + LONGEST_LIFETIME_MS;
  return {
    kind: 'token',
    issuer: readIssuer(issuer),
    id: readClaim(jti, 'jti'),
    sub: sub === undefined ? undefined : readClaim(sub, 'sub'),
    keepUntil:
      (expiresAt === undefined ? longest : Math.min(readTime(expiresAt, 'expiresAt'), longest)) + MARGIN_MS,
  };
}

/** @throws ConfigurationError that says which field is wrong, what was found and what to write. */
export function signInRevocation({ issuer, originJti, sub }: RevokedSignIn, now: number): Revocation {
  return {
    kind: 'signIn',
    issuer: readIssuer(issuer),
    id: readClaim(originJti, 'originJti'),
    sub: sub === undefined ? undefined : readClaim(sub, 'sub'),
    keepUntil: now + LONGEST_RETENTION_MS,
  };
}

/** @throws ConfigurationError that says which field is wrong, what was found and what to write. */
export function userRevocation(user: RevokedUser, now: number): Revocation {
  // One more than now, so that a token of this very moment is among them.
  const before = user.issuedBefore === undefined ? now + 1 : readTime(user.issuedBefore, 'issuedBefore');
  // The application's clock may be ahead of the one that is asked here.
  if (before > now + MARGIN_MS) {
    throw wrongOption('issuedBefore', 'a time in the future', 'a time that has passed, or leave it out');
  }
  return {
    kind: 'user',
    issuer: readIssuer(user.issuer),
    id: readClaim(user.sub, 'sub'),
    sub: undefined,
    keepUntil: before + LONGEST_RETENTION_MS,
  };
}

function readIssuer(value: unknown): string {
  const issuer = readClaim(value, 'issuer');
  return issuersOfSamePool(issuer)[0] ?? issuer;
}

function readClaim(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongOption(field, describeType(value), 'the claim of the token, a non-empty string');
}

function readTime(value: unknown, field: string): number {
  const write = 'milliseconds since the epoch, such as Date.now() or expiresAt of a principal';
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw wrongOption(field, describeType(value), write);
  }
  if (value < LEAST_MILLISECONDS) {
    throw wrongOption(field, `${describeValue(value)}, which looks like seconds`, write);
  }
  return value;
}
