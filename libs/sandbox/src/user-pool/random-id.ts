import { randomInt } from 'node:crypto';

const LOWER_CASE_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LETTERS_AND_DIGITS = `${LOWER_CASE_AND_DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

const pick = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** The part of a user pool's ID after the Region. */
export const randomPoolSuffix = (): string => pick(LETTERS_AND_DIGITS, 9);

export const randomClientId = (): string => pick(LOWER_CASE_AND_DIGITS, 26);

export const randomClientSecret = (): string => pick(LOWER_CASE_AND_DIGITS, 51);

export const randomConfirmationCode = (): string => randomCode(6);

export const randomCode = (digits: number): string => pick('0123456789', digits);

/** Meets the password policy whatever is drawn: the ending has one character of each kind. */
export const randomTemporaryPassword = (minimumLength: number): string =>
  `${pick(LETTERS_AND_DIGITS, Math.max(16, minimumLength))}aA1!`;
