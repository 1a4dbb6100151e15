import { createPublicKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A public key as it stands in the key set of a user pool. */
export interface PublicSigningKey {
  readonly alg: 'RS256';
  readonly e: string;
  readonly kid: string;
  readonly kty: 'RSA';
  readonly n: string;
  readonly use: 'sig';
}

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly published: PublicSigningKey;
}

/** A user pool has two keys: one signs ID tokens, the other access tokens. */
export interface SigningKeys {
  readonly id: SigningKey;
  readonly access: SigningKey;
}

const newKeyPair = promisify(generateKeyPair);

/** Makes both keys at the same time and off the event loop. */
export async function generateSigningKeys(): Promise<SigningKeys> {
  const [id, access] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  return { id, access };
}

async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey } = await newKeyPair('rsa', { modulusLength: 2048 });
  return signingKeyOf(randomBytes(32).toString('base64'), privateKey);
}

/** Everything about a key that follows from its private half. */
export function signingKeyOf(kid: string, privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const { n, e } = publicKey.export({ format: 'jwk' });
  if (n === undefined || e === undefined)
    throw new Error('An RSA key without modulus and exponent was made.');
  return { kid, privateKey, publicKey, published: { alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' } };
}
