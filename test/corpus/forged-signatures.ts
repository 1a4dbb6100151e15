import { constants, createHash, privateEncrypt, randomBytes, sign } from 'node:crypto';
import { rs256, type Signer, type SigningKey } from '../support/token-factory.js';
import { digestInfo, wrongDigestInfos } from './digest-info.js';

/** A way to make a signature that is not one of RS256, with the private key at hand. */
export interface ForgedSignature {
  readonly name: string;
  signer(key: SigningKey): Signer;
}

/** Encodes a message for signing, into exactly as many bytes as the modulus has. */
type Encoding = (signingInput: Buffer, size: number) => Buffer;

/** A signature of the right key over the right content that is encoded in a wrong way. */
export function wrongEncodings(): ForgedSignature[] {
  const digestInfos = wrongDigestInfos().map(({ name, encode }): [string, Encoding] => [
    `DigestInfo, ${name}`,
    (input, size) => padded(encode(sha256(input)), size),
  ]);
  return [...digestInfos, ...wrongPaddings(), ...otherDigests()].map(([name, encoding]) => ({
    name,
    signer: (key) => rawSigner(key, encoding),
  }));
}

/** Signs an encoded message by the bare private-key operation. */
export function rawSigner({ privateKey }: SigningKey, encoding: Encoding): Signer {
  return (input) =>
    privateEncrypt(
      { key: privateKey, padding: constants.RSA_NO_PADDING },
      encoding(input, modulusSize(privateKey)),
    );
}

/** EMSA-PKCS1-v1_5 as it should be. */
export const rightEncoding: Encoding = (input, size) => padded(digestInfo(sha256(input)), size);

function wrongPaddings(): [string, Encoding][] {
  const withTail = (fill: number, tail: (length: number) => Buffer): Encoding => {
    return (input, size) => {
      const start = Buffer.concat([
        bytes(0, 1),
        Buffer.alloc(fill, 0xff),
        bytes(0),
        digestInfo(sha256(input)),
      ]);
      return Buffer.concat([start, tail(size - start.length)]);
    };
  };
  const changed = (change: (encoded: Buffer, separator: number) => void): Encoding => {
    return (input, size) => {
      const encoded = rightEncoding(input, size);
      change(encoded, encoded.indexOf(0, 2));
      return encoded;
    };
  };
  return [
    ...[0, 1, 7, 8, 9, 64].flatMap((fill): [string, Encoding][] => [
      [`padding of ${fill} bytes and zeros behind`, withTail(fill, (length) => Buffer.alloc(length))],
      [`padding of ${fill} bytes and garbage behind`, withTail(fill, (length) => randomBytes(length))],
      [`padding of ${fill} bytes and 0xff behind`, withTail(fill, (length) => Buffer.alloc(length, 0xff))],
    ]),
    ...[0, 2, 3, 0x7f, 0xff].map((type): [string, Encoding] => [
      `block type ${type}`,
      changed((encoded) => void (encoded[1] = type)),
    ]),
    ['first byte 1', changed((encoded) => void (encoded[0] = 1))],
    [
      'shifted by one byte',
      (input, size) => Buffer.concat([rightEncoding(input, size).subarray(1), bytes(0)]),
    ],
    ...[0xfe, 0x7f, 0x01, 0x00].flatMap((wrong) => [
      [`first padding byte ${wrong}`, changed((encoded) => void (encoded[2] = wrong))] as [string, Encoding],
      [`a middle padding byte ${wrong}`, changed((encoded) => void (encoded[100] = wrong))] as [
        string,
        Encoding,
      ],
      [`last padding byte ${wrong}`, changed((encoded, end) => void (encoded[end - 1] = wrong))] as [
        string,
        Encoding,
      ],
    ]),
    ['padding of zeros', changed((encoded, end) => void encoded.fill(0, 2, end))],
    [
      'padding of type 2',
      changed((encoded, end) => {
        encoded[1] = 2;
        encoded.fill(0xa5, 2, end);
      }),
    ],
    ['no separator', changed((encoded, end) => void (encoded[end] = 0xff))],
    ['separator 1', changed((encoded, end) => void (encoded[end] = 1))],
    ['no padding', (input, size) => leftPadded(digestInfo(sha256(input)), size)],
    ['the digest alone', (input, size) => leftPadded(sha256(input), size)],
    ['everything zero', (_input, size) => Buffer.alloc(size)],
    ['one', (_input, size) => leftPadded(bytes(1), size)],
    ['one byte too short', (input, size) => Buffer.concat([bytes(0), rightEncoding(input, size - 1)])],
  ];
}

/** The right structure around the digest of something else, or by another hash under its own name. */
function otherDigests(): [string, Encoding][] {
  const of =
    (digest: (input: Buffer) => Buffer): Encoding =>
    (input, size) =>
      padded(digestInfo(digest(input)), size);
  return [
    ['the digest of nothing', of(() => sha256(Buffer.alloc(0)))],
    ['the digest of the digest', of((input) => sha256(sha256(input)))],
    ['the digest of the header', of((input) => sha256(input.subarray(0, input.indexOf('.'))))],
    ['the digest of the payload', of((input) => sha256(input.subarray(input.indexOf('.') + 1)))],
    ['the digest of the decoded payload', of((input) => sha256(decoded(input)))],
    ['a digest of zeros', of(() => Buffer.alloc(32))],
    ['SHA-1 in place of SHA-256', of((input) => createHash('sha1').update(input).digest())],
    ['SHA-512 in place of SHA-256', of((input) => createHash('sha512').update(input).digest())],
    [
      'half of SHA-512 in place of SHA-256',
      of((input) => createHash('sha512').update(input).digest().subarray(32)),
    ],
    ['SHA3-256 in place of SHA-256', of((input) => createHash('sha3-256').update(input).digest())],
  ];
}

/** A right signature that was changed afterwards, or a number that is special to the key. */
export function changedSignatures(): ForgedSignature[] {
  const after = (name: string, change: (signature: Buffer, key: SigningKey) => Buffer): ForgedSignature => ({
    name,
    signer: (key) => (input) => change(rs256(key)(input), key),
  });
  const number = (name: string, value: (s: bigint, n: bigint) => bigint) =>
    after(name, (signature, key) => toBytes(value(toNumber(signature), modulus(key)), signature.length));
  return [
    number('0', () => 0n),
    number('1', () => 1n),
    number('2', () => 2n),
    number('n - 1', (_s, n) => n - 1n),
    number('n', (_s, n) => n),
    number('n + 1', (_s, n) => n + 1n),
    number('s + n', (s, n) => s + n),
    number('n - s', (s, n) => n - s),
    number('2s mod n', (s, n) => (2n * s) % n),
    number('s + 1', (s) => s + 1n),
    number('2^2048 - 1', () => (1n << 2048n) - 1n),
    ...[0, 127, 255].flatMap((index) =>
      [1, 0x80].map((bit) =>
        after(`bit ${bit} of byte ${index} changed`, (signature) => {
          signature[index]! ^= bit;
          return signature;
        }),
      ),
    ),
    after('a zero in front', (signature) => Buffer.concat([bytes(0), signature])),
    after('a zero behind', (signature) => Buffer.concat([signature, bytes(0)])),
    after('cut by one byte', (signature) => signature.subarray(0, -1)),
    after('cut by its first byte', (signature) => signature.subarray(1)),
    after('cut in half', (signature) => signature.subarray(0, 128)),
    after('one byte', (signature) => signature.subarray(0, 1)),
    after('written twice', (signature) => Buffer.concat([signature, signature])),
    after('in reverse', (signature) => signature.reverse()),
    after('as hexadecimal text', (signature) => Buffer.from(signature.toString('hex'))),
    after('as base64 text', (signature) => Buffer.from(signature.toString('base64'))),
    after('in an OCTET STRING', (signature) => Buffer.concat([bytes(4, 0x82, 1, 0), signature])),
    after('in a BIT STRING', (signature) => Buffer.concat([bytes(3, 0x82, 1, 1, 0), signature])),
    after('random bytes', (signature) => randomBytes(signature.length)),
    after('4 kB', () => Buffer.alloc(4_096, 1)),
  ];
}

/** Signatures of the right key by another algorithm of RSA. */
export function otherRsaAlgorithms(): ForgedSignature[] {
  const { RSA_PKCS1_PSS_PADDING: pss } = constants;
  const options: [string, string, object][] = [
    ['RS1', 'RSA-SHA1', {}],
    ['RS384', 'RSA-SHA384', {}],
    ['RS512', 'RSA-SHA512', {}],
    ['PS256', 'RSA-SHA256', { padding: pss, saltLength: 32 }],
    ['PS256 without a salt', 'RSA-SHA256', { padding: pss, saltLength: 0 }],
    ['PS512', 'RSA-SHA512', { padding: pss, saltLength: 64 }],
  ];
  return options.map(([name, hash, padding]) => ({
    name: `${name} in place of RS256`,
    signer:
      ({ privateKey }) =>
      (input) =>
        sign(hash, input, { key: privateKey, ...padding }),
  }));
}

/** Tries tokens until one has a signature that starts with a zero, and drops the zero. */
export function withoutLeadingZero(key: SigningKey, signingInput: (attempt: number) => string): string {
  for (let attempt = 0; ; attempt += 1) {
    const input = signingInput(attempt);
    const signature = rs256(key)(Buffer.from(input));
    if (signature[0] === 0) return `${input}.${signature.subarray(1).toString('base64url')}`;
  }
}

/** Tries tokens until the modulus can be added to the signature without a byte more. */
export function withModulusAdded(key: SigningKey, signingInput: (attempt: number) => string): string {
  const n = modulus(key);
  for (let attempt = 0; ; attempt += 1) {
    const input = signingInput(attempt);
    const sum = toNumber(rs256(key)(Buffer.from(input))) + n;
    if (sum < 1n << 2048n) return `${input}.${toBytes(sum, 256).toString('base64url')}`;
  }
}

function padded(content: Buffer, size: number): Buffer {
  const fill = Buffer.alloc(size - content.length - 3, 0xff);
  return Buffer.concat([bytes(0, 1), fill, bytes(0), content]);
}

function leftPadded(content: Buffer, size: number): Buffer {
  return Buffer.concat([Buffer.alloc(size - content.length), content]);
}

function decoded(input: Buffer): Buffer {
  return Buffer.from(input.toString('latin1').split('.')[1] ?? '', 'base64url');
}

function modulusSize(privateKey: SigningKey['privateKey']): number {
  return (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
}

function modulus({ jwk }: SigningKey): bigint {
  return toNumber(Buffer.from(jwk.n, 'base64url'));
}

function toNumber(value: Buffer): bigint {
  return BigInt(`0x${value.toString('hex')}`);
}

function toBytes(value: bigint, size: number): Buffer {
  const hex = value.toString(16).padStart(size * 2, '0');
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function sha256(input: Buffer): Buffer {
  return createHash('sha256').update(input).digest();
}

function bytes(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}
