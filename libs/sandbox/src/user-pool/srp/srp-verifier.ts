import { randomBytes } from 'node:crypto';

import { G, integerBytes, integerOf, power, sha256 } from './srp-group.js';

/** What a server keeps of a password to check it by SRP: from it the password can only be guessed. In hexadecimal. */
export interface SrpVerifier {
  readonly salt: string;
  readonly verifier: string;
}

/** Whose password it is: for a user the pool's ID and the user name, for a device its group and its key. */
export interface SrpIdentity {
  /** The part of a user pool's ID after the Region, or a device group's key. */
  readonly group: string;
  /** The user name, or the device's key. */
  readonly name: string;
}

/** The identity by which a user's password is checked. */
export const userSrpIdentity = (userPoolId: string, username: string): SrpIdentity => ({
  group: userPoolId.slice(userPoolId.indexOf('_') + 1),
  name: username,
});

export function srpVerifier({ group, name }: SrpIdentity, password: string): SrpVerifier {
  const salt = integerOf(randomBytes(16));
  const x = integerOf(sha256(integerBytes(salt), sha256(`${group}${name}:${password}`)));
  return { salt: salt.toString(16), verifier: power(G, x).toString(16) };
}
