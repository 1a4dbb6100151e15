import { createPublicKey, type JsonWebKey } from 'node:crypto';

import { type CborMap, readCbor } from './cbor.js';

/** A key of a new passkey. */
export interface AttestedKey {
  readonly credentialId: Buffer;
  readonly publicKey: JsonWebKey;
}

/** What an authenticator says and signs (Web Authentication, section 6.1). */
export interface AuthenticatorData {
  readonly relyingPartyHash: Buffer;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly signCount: number;
  /** Of a new passkey only. */
  readonly attested?: AttestedKey;
}

const HEAD_BYTES = 37;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_ATTESTED_KEY = 0x40;

/** Throws a `RangeError` for what no authenticator writes. */
export function readAuthenticatorData(bytes: Buffer): AuthenticatorData {
  if (bytes.length < HEAD_BYTES) throw new RangeError('The authenticator data is cut off.');
  const flags = bytes.readUInt8(32);
  return {
    relyingPartyHash: bytes.subarray(0, 32),
    userPresent: (flags & USER_PRESENT) !== 0,
    userVerified: (flags & USER_VERIFIED) !== 0,
    signCount: bytes.readUInt32BE(33),
    ...((flags & HAS_ATTESTED_KEY) !== 0 && { attested: readAttestedKey(bytes.subarray(HEAD_BYTES)) }),
  };
}

function readAttestedKey(bytes: Buffer): AttestedKey {
  // Before the length stands the kind of authenticator, which says nothing that could be checked.
  if (bytes.length < 18) throw new RangeError('The attested key is cut off.');
  const end = 18 + bytes.readUInt16BE(16);
  if (end > bytes.length) throw new RangeError('The attested key is cut off.');
  const { value } = readCbor(bytes.subarray(end));
  if (!(value instanceof Map)) throw new RangeError('The attested key is none.');
  return { credentialId: bytes.subarray(18, end), publicKey: publicKeyOf(value as CborMap) };
}

/** COSE labels (RFC 9053). */
const [ALGORITHM, FIRST, SECOND, THIRD] = [3, -1, -2, -3];
const [ES256, RS256] = [-7, -257];
const P256 = 1;

function publicKeyOf(cose: CborMap): JsonWebKey {
  const [first, second, third] = [FIRST, SECOND, THIRD].map((label) => cose.get(label));
  const jwk = jwkOf(cose.get(ALGORITHM), first, second, third);
  // Refuses points that are not on the curve.
  createPublicKey({ key: jwk, format: 'jwk' });
  return jwk;
}

function jwkOf(algorithm: unknown, first: unknown, second: unknown, third: unknown): JsonWebKey {
  if (algorithm === ES256 && first === P256 && Buffer.isBuffer(second) && Buffer.isBuffer(third)) {
    return { kty: 'EC', crv: 'P-256', x: second.toString('base64url'), y: third.toString('base64url') };
  }
  if (algorithm === RS256 && Buffer.isBuffer(first) && Buffer.isBuffer(second)) {
    return { kty: 'RSA', n: first.toString('base64url'), e: second.toString('base64url') };
  }
  throw new RangeError('The key is neither one for ES256 nor one for RS256.');
}
