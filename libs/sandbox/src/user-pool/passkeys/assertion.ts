import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';

import type { OperationInput } from '../operation-input.js';
import { shapes } from '../shapes.js';
import type { User } from '../users.js';
import { type AuthenticatorData, readAuthenticatorData } from './authenticator-data.js';
import { isExpectedClientData } from './client-data.js';
import { type Passkey, passkeysFor } from './passkey.js';
import type { PasskeySettings } from './passkey-settings.js';

export const newPasskeyChallenge = (): string => randomBytes(32).toString('base64url');

/** The options for `navigator.credentials.get`. */
export const passkeyRequestOptions = (
  user: User,
  challenge: string,
  { relyingPartyId, userVerification }: PasskeySettings,
): object => ({
  challenge,
  timeout: 60_000,
  rpId: relyingPartyId,
  allowCredentials: passkeysFor(user, relyingPartyId).map(({ credentialId, transports }) => ({
    type: 'public-key',
    id: credentialId,
    transports,
  })),
  userVerification,
});

/** Whether an authenticator has signed this challenge with a passkey of the user (Web Authentication, section 7.2). */
export function provesPasskey(
  credential: OperationInput,
  user: User,
  challenge: string,
  { relyingPartyId, userVerification }: PasskeySettings,
): boolean {
  const id = credential.string('id', shapes.credentialId);
  const passkey = passkeysFor(user, relyingPartyId).find(({ credentialId }) => credentialId === id);
  const response = credential.optionalStructure('response');
  const part = (name: string) =>
    Buffer.from(response?.optionalString(name, shapes.mapValue) ?? '', 'base64url');
  const clientData = part('clientDataJSON');
  const authenticatorData = part('authenticatorData');
  const userHandle = part('userHandle');
  if (passkey === undefined) return false;
  if (!isExpectedClientData(clientData, { type: 'webauthn.get', challenge, relyingPartyId })) return false;
  if (userHandle.length > 0 && userHandle.toString() !== user.sub) return false;
  const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
  const key = createPublicKey({ key: passkey.publicKey, format: 'jwk' });
  if (!verify('sha256', signed, key, part('signature'))) return false;
  const data = readSigned(authenticatorData);
  if (data === undefined) return false;
  const isHere = data.relyingPartyHash.equals(createHash('sha256').update(relyingPartyId).digest());
  const isUser = data.userPresent && (data.userVerified || userVerification === 'preferred');
  return isHere && isUser && takesCount(passkey, data.signCount);
}

function readSigned(bytes: Buffer): AuthenticatorData | undefined {
  try {
    return readAuthenticatorData(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A count that does not go up is that of a copy. */
function takesCount(passkey: Passkey, count: number): boolean {
  if ((count !== 0 || passkey.signCount !== 0) && count <= passkey.signCount) return false;
  passkey.signCount = count;
  return true;
}
