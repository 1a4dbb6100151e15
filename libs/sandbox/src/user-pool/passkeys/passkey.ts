import type { JsonWebKey } from 'node:crypto';

import type { User } from '../users.js';

/** A passkey of a user. It is JSON. */
export interface Passkey {
  /** In base64url. */
  readonly credentialId: string;
  readonly publicKey: JsonWebKey;
  readonly relyingPartyId: string;
  readonly attachment?: string;
  readonly transports: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The authenticator's own count of signatures; 0 for one that does not count. */
  signCount: number;
}

export const passkeysOf = (user: User): readonly Passkey[] => user.passkeys ?? [];

/** The passkeys that a relying party can ask for. */
export const passkeysFor = (user: User, relyingPartyId: string): readonly Passkey[] =>
  passkeysOf(user).filter((passkey) => passkey.relyingPartyId === relyingPartyId);
