import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { rs256, segment, type Signer, type SigningKey } from '../support/token-factory.js';
import { type Attack, attacks, withHeader } from './attack.js';
import {
  changedSignatures,
  type ForgedSignature,
  otherRsaAlgorithms,
  withModulusAdded,
  withoutLeadingZero,
  wrongEncodings,
} from './forged-signatures.js';

const UNSIGNED = attacks(
  'S22',
  'token_algorithm_not_allowed',
  Object.fromEntries(
    ['none', 'None', 'NONE', 'nOnE', 'none ', ''].flatMap((alg): [string, Attack['token']][] => [
      [
        `alg ${JSON.stringify(alg)} and no signature`,
        ({ tokens }) => tokens.sign(tokens.accessClaims(), { ...tokens.header, alg }, () => Buffer.alloc(0)),
      ],
      [`alg ${JSON.stringify(alg)} and the signature kept`, withHeader({ alg })],
      [
        `alg ${JSON.stringify(alg)} and one byte of signature`,
        ({ tokens }) => tokens.sign(tokens.accessClaims(), { ...tokens.header, alg }, () => Buffer.alloc(1)),
      ],
    ]),
  ),
);

const HMAC_KEYS: Readonly<Record<string, (key: SigningKey) => string | Buffer>> = {
  'the PEM': (key) => key.publicKey.export({ format: 'pem', type: 'spki' }),
  'the PEM without its last line feed': (key) =>
    key.publicKey.export({ format: 'pem', type: 'spki' }).toString().trim(),
  'the PEM with CR LF': (key) =>
    key.publicKey.export({ format: 'pem', type: 'spki' }).toString().replaceAll('\n', '\r\n'),
  'the PEM in one line': (key) =>
    key.publicKey.export({ format: 'pem', type: 'spki' }).toString().replaceAll('\n', ''),
  'the PEM with its line feeds escaped': (key) =>
    key.publicKey
      .export({ format: 'pem', type: 'spki' })
      .toString()
      .replaceAll('\n', String.raw`\n`),
  'the PKCS1 PEM': (key) => key.publicKey.export({ format: 'pem', type: 'pkcs1' }),
  'the PKCS1 PEM without its last line feed': (key) =>
    key.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString().trim(),
  'the DER': (key) => key.publicKey.export({ format: 'der', type: 'spki' }),
  'the PKCS1 DER': (key) => key.publicKey.export({ format: 'der', type: 'pkcs1' }),
  'the DER as base64': (key) => key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  'the JWK': (key) => JSON.stringify(key.jwk),
  'the JWK without kid, alg and use': ({ jwk: { kty, n, e } }) => JSON.stringify({ kty, n, e }),
  'the members of its thumbprint': ({ jwk: { kty, n, e } }) => JSON.stringify({ e, kty, n }),
  'the JWK in lines': (key) => JSON.stringify(key.jwk, null, 2),
  'the key set': (key) => JSON.stringify({ keys: [key.jwk] }),
  'the modulus as text': (key) => key.jwk.n,
  'the modulus': (key) => Buffer.from(key.jwk.n, 'base64url'),
  'the modulus as hexadecimal text': (key) => Buffer.from(key.jwk.n, 'base64url').toString('hex'),
  'the exponent': (key) => Buffer.from(key.jwk.e, 'base64url'),
  'the kid': (key) => key.kid,
  'the words [object Object]': () => '[object Object]',
  'the word undefined': () => 'undefined',
  'the word null': () => 'null',
  nothing: () => '',
  'a zero': () => Buffer.alloc(1),
};

const CONFUSED = Object.entries(HMAC_KEYS).flatMap(([name, secretOf]) => {
  const hmac = (key: SigningKey, hash = 'sha256'): Signer => {
    return (input) => createHmac(hash, secretOf(key)).update(input).digest();
  };
  const token = (alg: string, hash?: string): Attack['token'] => {
    return ({ tokens }) =>
      tokens.sign(tokens.accessClaims(), { ...tokens.header, alg }, hmac(tokens.key, hash));
  };
  return [
    ...attacks('S23', 'token_algorithm_not_allowed', {
      [`HS256 keyed with ${name}`]: token('HS256'),
      [`HS384 keyed with ${name}`]: token('HS384', 'sha384'),
      [`HS512 keyed with ${name}`]: token('HS512', 'sha512'),
    }),
    ...attacks('S23', 'token_signature_invalid', {
      [`an HMAC keyed with ${name} as RS256`]: token('RS256'),
    }),
  ];
});

function bySigner(alg: unknown, signer: (key: KeyObject) => Signer, key: KeyObject): Attack['token'] {
  return ({ tokens }) => tokens.sign(tokens.accessClaims(), { ...tokens.header, alg }, signer(key));
}

const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const edKey = generateKeyPairSync('ed25519').privateKey;
const ecdsa = (key: KeyObject): Signer => {
  return (input) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });
};
const eddsa =
  (key: KeyObject): Signer =>
  (input) =>
    sign(null, input, key);

function named(name: string): ForgedSignature {
  const found = otherRsaAlgorithms().find((variant) => variant.name === `${name} in place of RS256`);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

const OTHER_ALGORITHMS = [
  ...attacks('S24', 'token_algorithm_not_allowed', {
    ...Object.fromEntries(
      ['RS1', 'RS384', 'RS512', 'PS256', 'PS512'].map((alg): [string, Attack['token']] => [
        `${alg} by the right key`,
        ({ tokens }) =>
          tokens.sign(tokens.accessClaims(), { ...tokens.header, alg }, named(alg).signer(tokens.key)),
      ]),
    ),
    ES256: bySigner('ES256', ecdsa, ecKey),
    ES256K: bySigner('ES256K', ecdsa, ecKey),
    EdDSA: bySigner('EdDSA', eddsa, edKey),
    Ed25519: bySigner('Ed25519', eddsa, edKey),
    ...Object.fromEntries(
      [
        'rs256',
        'Rs256',
        'RS256 ',
        ' RS256',
        'RS256\0',
        'RS-256',
        'RSA-SHA256',
        'RSA',
        'RS25',
        'RS2566',
        '\uff32S256',
        'RS256,none',
        null,
        true,
        256,
        ['RS256'],
        { alg: 'RS256' },
      ].map((alg): [string, Attack['token']] => [`alg ${JSON.stringify(alg)}`, withHeader({ alg })]),
    ),
    'no alg': ({ tokens }) => tokens.sign(tokens.accessClaims(), { kid: tokens.key.kid }),
    'no header parameter at all': ({ tokens }) => tokens.sign(tokens.accessClaims(), {}),
  }),
  ...attacks('S24', 'token_signature_invalid', {
    'ES256 called RS256': bySigner('RS256', ecdsa, ecKey),
    'EdDSA called RS256': bySigner('RS256', eddsa, edKey),
  }),
];

function forged({ name, signer }: ForgedSignature): Attack {
  return {
    line: 'S25',
    given: `the signature ${name}`,
    verdict: 'token_signature_invalid',
    token: ({ tokens }) => tokens.sign(tokens.accessClaims(), tokens.header, signer(tokens.key)),
  };
}

const SIGNATURES = [
  ...[...wrongEncodings(), ...changedSignatures(), ...otherRsaAlgorithms()].map(forged),
  ...attacks('S25', 'token_signature_invalid', {
    'the signature of another key': ({ tokens, stranger }) =>
      tokens.sign(tokens.accessClaims(), tokens.header, rs256(stranger)),
    'the signature of other claims': ({ tokens }) => {
      const [header, , signature] = tokens.access().split('.') as [string, string, string];
      return `${header}.${segment(tokens.accessClaims({ 'cognito:groups': ['admins'] }))}.${signature}`;
    },
    'the signature of another header': ({ tokens }) => {
      const [, payload, signature] = tokens.access().split('.') as [string, string, string];
      return `${segment({ ...tokens.header, typ: 'JWT' })}.${payload}.${signature}`;
    },
    'the signature of the same texts, decoded': ({ tokens }) =>
      tokens.sign(tokens.accessClaims(), tokens.header, (input) =>
        rs256(tokens.key)(Buffer.from(Buffer.from(input.toString(), 'base64url'))),
      ),
    'a signature whose leading zero is left out': ({ tokens }) =>
      withoutLeadingZero(
        tokens.key,
        (attempt) => `${segment(tokens.header)}.${segment(tokens.accessClaims({ attempt }))}`,
      ),
    'a signature with the modulus added': ({ tokens }) =>
      withModulusAdded(
        tokens.key,
        (attempt) => `${segment(tokens.header)}.${segment(tokens.accessClaims({ attempt }))}`,
      ),
  }),
];

/** Tokens that are not signed with RS256 by the pool's key. */
export const ALGORITHM_ATTACKS: readonly Attack[] = [
  ...UNSIGNED,
  ...CONFUSED,
  ...OTHER_ALGORITHMS,
  ...SIGNATURES,
];
