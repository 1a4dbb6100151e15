import { createHash, randomBytes } from 'node:crypto';

import type { Clock } from '../../clock.js';
import { ServiceError } from '../../http/service-error.js';
import type { OperationInput } from '../operation-input.js';
import { shapes } from '../shapes.js';
import type { User } from '../users.js';
import { type AuthenticatorData, readAuthenticatorData } from './authenticator-data.js';
import { type CborMap, readCbor } from './cbor.js';
import { isExpectedClientData } from './client-data.js';
import { type Passkey, passkeysFor, passkeysOf } from './passkey.js';
import type { PasskeySettings } from './passkey-settings.js';

const LIFETIME_MS = 3 * 60_000;

/** The pool that passkeys are made for. */
interface PasskeyPool {
  readonly passkeys: PasskeySettings;
  readonly settings: { readonly name: string };
  readonly users: { list(): readonly User[] };
}

/** A passkey that is being made. */
interface Registration {
  readonly challenge: string;
  readonly clientId: string;
  readonly expiresAt: number;
}

/** The passkeys of one pool that are being made, one for each user. */
export class PasskeyRegistrations {
  private readonly bySub = new Map<string, Registration>();

  constructor(private readonly clock: Clock) {}

  /** Answers with the options for `navigator.credentials.create`. */
  start({ passkeys, settings }: PasskeyPool, user: User, clientId: string): object {
    const challenge = randomBytes(32).toString('base64url');
    this.bySub.set(user.sub, { challenge, clientId, expiresAt: this.clock() + LIFETIME_MS });
    const { relyingPartyId, userVerification } = passkeys;
    return {
      challenge,
      rp: { id: relyingPartyId, name: settings.name },
      user: {
        id: Buffer.from(user.sub).toString('base64url'),
        name: user.username,
        displayName: user.attributes.get('name') ?? user.username,
      },
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -257 },
      ],
      timeout: 60_000,
      excludeCredentials: passkeysFor(user, relyingPartyId).map(({ credentialId }) => ({
        type: 'public-key',
        id: credentialId,
      })),
      authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification },
    };
  }

  /** Takes what the authenticator made. What it says of its own kind is not checked. */
  complete(pool: PasskeyPool, user: User, clientId: string, credential: OperationInput): void {
    const registration = this.bySub.get(user.sub);
    if (registration === undefined || this.clock() >= registration.expiresAt) throw challengeNotFound();
    if (registration.clientId !== clientId) {
      throw new ServiceError(
        'WebAuthnClientMismatchException',
        'The access token is for a different client than the one in the original request.',
      );
    }
    const passkey = readPasskey(credential, registration.challenge, pool, this.clock());
    this.bySub.delete(user.sub);
    if (pool.users.list().some((other) => passkeysOf(other).some(isSame(passkey)))) throw notSupported();
    user.passkeys = [...passkeysOf(user), passkey];
  }
}

const isSame =
  ({ credentialId }: Passkey) =>
  (other: Passkey): boolean =>
    other.credentialId === credentialId;

function readPasskey(
  credential: OperationInput,
  challenge: string,
  { passkeys: { relyingPartyId, userVerification } }: PasskeyPool,
  now: number,
): Passkey {
  const response = credential.optionalStructure('response');
  const id = credential.string('id', shapes.credentialId);
  const attachment = credential.optionalString('authenticatorAttachment', shapes.attributeValue);
  const clientData = bytesOf(response?.optionalString('clientDataJSON', shapes.mapValue));
  if (!isExpectedClientData(clientData, { type: 'webauthn.create', challenge, relyingPartyId })) {
    throw challengeNotFound();
  }
  const data = attestedData(bytesOf(response?.optionalString('attestationObject', shapes.mapValue)));
  assertRelyingParty(data, relyingPartyId);
  const { attested, userPresent, userVerified, signCount } = data;
  const isVerified = userPresent && (userVerified || userVerification === 'preferred');
  if (attested?.credentialId.toString('base64url') !== id || !isVerified) throw notSupported();
  return {
    credentialId: id,
    publicKey: attested.publicKey,
    relyingPartyId,
    transports: response?.optionalStringList('transports') ?? [],
    createdAt: now,
    signCount,
    ...(attachment !== undefined && { attachment }),
  };
}

function attestedData(attestation: Buffer): AuthenticatorData {
  try {
    const { value } = readCbor(attestation);
    const data = value instanceof Map ? (value as CborMap).get('authData') : undefined;
    if (!Buffer.isBuffer(data)) throw new RangeError('There is no authenticator data.');
    return readAuthenticatorData(data);
  } catch {
    throw notSupported();
  }
}

function assertRelyingParty({ relyingPartyHash }: AuthenticatorData, relyingPartyId: string): void {
  if (!relyingPartyHash.equals(createHash('sha256').update(relyingPartyId).digest())) {
    throw new ServiceError(
      'WebAuthnRelyingPartyMismatchException',
      'The credential is for a different relying party id than that of the user pool.',
    );
  }
}

const bytesOf = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');

const challengeNotFound = () =>
  new ServiceError('WebAuthnChallengeNotFoundException', 'The registration has expired, or was not started.');

const notSupported = () =>
  new ServiceError('WebAuthnCredentialNotSupportedException', 'The credential is not supported.');
