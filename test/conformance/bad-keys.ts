import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { rightEncoding } from '../corpus/forged-signatures.js';
import { newSigningKey, rs256, type Signer } from '../support/token-factory.js';
import { newRocaKey } from '../support/weak-keys.js';

/** A key set with a key that must not be used, and what that key can sign. */
export interface BadKey {
  readonly given: string;
  readonly userPoolId: string;
  readonly keys: readonly object[];
  readonly signer: Signer;
  /** Why it is not used, as the state of the key set says it. */
  readonly reason: string;
}

/** The key beside it, which is fit. */
export const GOOD_KEY = newSigningKey('good');
const other = newSigningKey('bad');
const short = newSigningKey('bad', 1_024);
const long = newSigningKey('bad', 2_047);
const roca = newRocaKey('bad');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const secret = 'secret-that-is-published-by-mistake';

/** Every kind of key that must not be used, each in the set of a pool of its own. */
export const BAD_KEYS: readonly BadKey[] = (
  [
    ['use enc', [{ ...other.jwk, use: 'enc' }], rs256(other), 'its use is not sig'],
    ['use SIG', [{ ...other.jwk, use: 'SIG' }], rs256(other), 'its use is not sig'],
    [
      'key_ops of signing',
      [{ ...other.jwk, key_ops: ['sign'] }],
      rs256(other),
      'its key_ops do not include verify',
    ],
    ['key_ops empty', [{ ...other.jwk, key_ops: [] }], rs256(other), 'its key_ops do not include verify'],
    [
      'key_ops a string',
      [{ ...other.jwk, key_ops: 'verify' }],
      rs256(other),
      'its key_ops do not include verify',
    ],
    ['alg RS512', [{ ...other.jwk, alg: 'RS512' }], rs256(other), 'its alg is not RS256'],
    ['alg PS256', [{ ...other.jwk, alg: 'PS256' }], rs256(other), 'its alg is not RS256'],
    ['alg HS256', [{ ...other.jwk, alg: 'HS256' }], rs256(other), 'its alg is not RS256'],
    ['a modulus of 1,024 bits', [short.jwk], rs256(short), 'its modulus has 1024 bits, less than 2048'],
    ['a modulus of 2,047 bits', [long.jwk], rs256(long), 'its modulus has 2047 bits, less than 2048'],
    [
      'e 1',
      [{ ...other.jwk, e: 'AQ' }],
      (input: Buffer) => rightEncoding(input, 256),
      'its exponent is 1 or even',
    ],
    ['e 2', [{ ...other.jwk, e: 'Ag' }], rs256(other), 'its exponent is 1 or even'],
    ['e 0', [{ ...other.jwk, e: 'AA' }], () => Buffer.alloc(256), 'its exponent is 1 or even'],
    [
      'the structure of CVE-2017-15361',
      [roca.jwk],
      rs256(roca),
      'its modulus has the structure of CVE-2017-15361 and can be factored',
    ],
    ['kty EC with an RSA key', [{ ...other.jwk, kty: 'EC' }], rs256(other), 'its kty is not RSA'],
    ['kty rsa', [{ ...other.jwk, kty: 'rsa' }], rs256(other), 'its kty is not RSA'],
    [
      'kty RSA with an EC key',
      [{ ...ec.publicKey.export({ format: 'jwk' }), kty: 'RSA', kid: 'bad' }],
      (input: Buffer) => sign('sha256', input, ec.privateKey),
      'its n is not a base64url number',
    ],
    [
      'kty EC',
      [{ ...ec.publicKey.export({ format: 'jwk' }), kid: 'bad' }],
      (input: Buffer) => sign('sha256', input, ec.privateKey),
      'its kty is not RSA',
    ],
    [
      'kty oct',
      [{ kty: 'oct', kid: 'bad', k: Buffer.from(secret).toString('base64url') }],
      (input: Buffer) => createHmac('sha256', secret).update(input).digest(),
      'its kty is not RSA',
    ],
    [
      'a kid that another key has',
      [other.jwk, { ...short.jwk }],
      rs256(other),
      'another key of the set has the same kid',
    ],
    ['the same key twice', [other.jwk, other.jwk], rs256(other), 'another key of the set has the same kid'],
    [
      'private members',
      [{ ...other.jwk, ...other.privateKey.export({ format: 'jwk' }) }],
      rs256(other),
      'it has private members',
    ],
    ['no kid', [{ ...other.jwk, kid: undefined }], rs256(other), 'its kid is not a non-empty string'],
    ['a kid that is a number', [{ ...other.jwk, kid: 1 }], rs256(other), 'its kid is not a non-empty string'],
    ['no modulus', [{ ...other.jwk, n: undefined }], rs256(other), 'its n is not a base64url number'],
    [
      'padded base64',
      [{ ...other.jwk, n: `${other.jwk.n}=` }],
      rs256(other),
      'its n is not a base64url number',
    ],
  ] as const
).map(([given, keys, signer, reason], index) => ({
  given,
  userPoolId: `eu-west-1_Bad${index}`,
  keys,
  signer,
  reason,
}));
