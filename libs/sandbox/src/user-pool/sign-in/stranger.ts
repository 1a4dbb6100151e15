import { createHmac } from 'node:crypto';

import { isAddress } from '../sign-in-names.js';
import { N } from '../srp/srp-group.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';

/**
 * Somebody who does not exist, in the shape of a user: the same each time under one name, since a salt that changes
 * would tell. No password is right for this user, and it is in no pool.
 */
export function stranger(pool: UserPool, username: string): User {
  const bytes = (label: string): Buffer =>
    createHmac('sha256', pool.simulationKey)
      .update(`${label}:${pool.names.key(username)}`)
      .digest();
  const number = (label: string, count: number): bigint =>
    BigInt(
      `0x${Array.from({ length: count }, (_, index) => bytes(`${label}${index}`).toString('hex')).join('')}`,
    );
  const sub = uuidOf(bytes('sub'));
  const verifier = number('verifier', 12) % N;
  const salt = BigInt(`0x${bytes('salt').toString('hex').slice(0, 32)}`);
  return {
    sub,
    username: pool.settings.usernameAttributes.length > 0 ? sub : username,
    attributes: new Map([
      ['email', isAddress('email', username) ? username : `${username}@example.com`],
      ['phone_number', isAddress('phone_number', username) ? username : phoneOf(bytes('phone'))],
    ]),
    createdAt: 0,
    modifiedAt: 0,
    status: 'CONFIRMED',
    enabled: true,
    password: {
      salt: bytes('scrypt').subarray(0, 16),
      key: Buffer.alloc(32),
      srp: { salt: salt.toString(16), verifier: verifier.toString(16) },
    },
  };
}

const phoneOf = (bytes: Buffer): string =>
  `+1555${String(bytes.readUInt32BE() % 10_000_000).padStart(7, '0')}`;

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  const variant = '89ab'.charAt(bytes.readUInt8(31) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
