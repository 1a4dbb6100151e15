import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

import { type SrpIdentity, srpVerifier, type SrpVerifier } from './srp/srp-verifier.js';

/** A password as it is kept: never the password itself. */
export interface PasswordHash {
  readonly salt: Buffer;
  readonly key: Buffer;
  /** For clients that prove the password and do not send it. */
  readonly srp: SrpVerifier;
}

/**
 * 1 MiB of memory and about three milliseconds, a sixteenth of what a production system should spend: the users here
 * are made up, and a test suite signs in hundreds of times.
 */
const COST = { N: 1024, r: 8, p: 1 };
const KEY_BYTES = 32;
const VERIFIER_BYTES = 383;

/** What the password of an unknown user is compared with, so that it costs the same. No password has this hash. */
const NOBODY: Pick<PasswordHash, 'salt' | 'key'> = { salt: Buffer.alloc(16), key: Buffer.alloc(KEY_BYTES) };

export async function hashPassword(password: string, identity: SrpIdentity): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return { salt, key, srp: srpVerifier(identity, password) };
}

/** For users who sign in elsewhere: random bytes in place of a hash, which no password has. */
export const unusablePassword = (): PasswordHash => ({
  salt: randomBytes(16),
  key: randomBytes(KEY_BYTES),
  srp: { salt: randomBytes(16).toString('hex'), verifier: randomBytes(VERIFIER_BYTES).toString('hex') },
});

/** Whether the password is the right one. Takes as long for an unknown user as for a wrong password. */
export async function verifyPassword(password: string, hash: PasswordHash | undefined): Promise<boolean> {
  const { salt, key } = hash ?? NOBODY;
  const same = timingSafeEqual(await derive(password, salt), key);
  return same && hash !== undefined;
}

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
