import { randomBytes, randomInt } from 'node:crypto';

const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const KEY_ID_LENGTH = 16;
const ROLE_ID_LENGTH = 17;
const SECRET_BYTES = 30;
const TOKEN_BYTES = 300;

const randomId = (prefix: string, length: number): string =>
  prefix + Array.from({ length }, () => ID_CHARACTERS.charAt(randomInt(ID_CHARACTERS.length))).join('');

/** The key ID of temporary credentials. */
export const newTemporaryKeyId = (): string => randomId('ASIA', KEY_ID_LENGTH);

/** The key ID of a long-lived access key. */
export const newLongLivedKeyId = (): string => randomId('AKIA', KEY_ID_LENGTH);

export const newRoleId = (): string => randomId('AROA', ROLE_ID_LENGTH);

export const newUserId = (): string => randomId('AIDA', ROLE_ID_LENGTH);

/** 40 characters, as AWS's are. */
export const newSecretAccessKey = (): string => randomBytes(SECRET_BYTES).toString('base64');

/** Opaque. It has `+`, `/` and `=` in it as AWS's have, so that a client that encodes them wrongly is found out. */
export const newSessionToken = (): string => `${randomBytes(TOKEN_BYTES).toString('base64')}+/=`;
