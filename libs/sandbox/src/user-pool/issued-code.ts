import { ServiceError } from '../http/service-error.js';
import type { AddressAttribute } from './account-settings.js';
import { randomConfirmationCode } from './random-id.js';
import { refusals } from './refusals.js';
import { sameSecret } from './secret-comparison.js';

/** A code that was sent, until it has been given back. It is JSON. */
export interface IssuedCode {
  readonly code: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What it proves: that its user reads what is sent there. */
  readonly attribute?: AddressAttribute;
  /** The value that the attribute has once the code was given, where it keeps the old one until then. */
  readonly pending?: string;
  wrongTries?: number;
}

/** How long codes can be used: for a confirmation and an attribute a day, for a forgotten password an hour. */
export const CODE_LIFETIME_MS = 24 * 3600_000;
export const RESET_CODE_LIFETIME_MS = 3600_000;

/** Six digits are guessed soon by who may try for ever. */
const ALLOWED_TRIES = 5;

export const issueCode = (
  expiresAt: number,
  more: Pick<IssuedCode, 'attribute' | 'pending'> = {},
): IssuedCode => ({ code: randomConfirmationCode(), expiresAt, ...more });

/**
 * Throws `CodeMismatchException`, `ExpiredCodeException` or, after too many wrong ones, `LimitExceededException` unless
 * this is the code. No code at all is one that has expired.
 */
export function assertCode(issued: IssuedCode | undefined, given: string, now: number): asserts issued {
  if (issued === undefined) throw refusals.expiredCode();
  if ((issued.wrongTries ?? 0) >= ALLOWED_TRIES && now < issued.expiresAt) throw tooManyTries();
  if (!sameSecret(given, issued.code)) {
    issued.wrongTries = (issued.wrongTries ?? 0) + 1;
    throw refusals.codeMismatch();
  }
  if (now >= issued.expiresAt) throw refusals.expiredCode();
}

const tooManyTries = (): ServiceError =>
  new ServiceError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
