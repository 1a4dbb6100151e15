import type { JsonWebKey } from 'node:crypto';

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

/** Whose passkeys they are. */
export interface PasskeyOwner {
  /** Absent: the user never had one. */
  passkeys?: readonly Passkey[];
}

export const passkeysOf = (user: PasskeyOwner): readonly Passkey[] => user.passkeys ?? [];

/** The passkeys that a relying party can ask for. */
export const passkeysFor = (user: PasskeyOwner, relyingPartyId: string): readonly Passkey[] =>
  passkeysOf(user).filter((passkey) => passkey.relyingPartyId === relyingPartyId);
