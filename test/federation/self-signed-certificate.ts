import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A key and a certificate for it that it signed itself. */
export interface CertifiedKey {
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  /** The certificate in base64, without its first and last line. */
  readonly certificate: string;
}

const [SEQUENCE, SET, INTEGER, BIT_STRING, NULL, OBJECT_ID, UTF8_STRING, UTC_TIME] = [
  0x30, 0x31, 0x02, 0x03, 0x05, 0x06, 0x0c, 0x17,
];
const SHA256_WITH_RSA = Buffer.from('2a864886f70d01010b', 'hex');
const COMMON_NAME = Buffer.from('550403', 'hex');

/** A new RSA key with a certificate of version 1 (RFC 5280, section 4.1). */
export function selfSignedCertificate(name: string): CertifiedKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = der(SEQUENCE, der(OBJECT_ID, SHA256_WITH_RSA), der(NULL));
  const subject = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_STRING, Buffer.from(name)))),
  );
  const life = der(
    SEQUENCE,
    ...['200101000000Z', '491231235959Z'].map((time) => der(UTC_TIME, Buffer.from(time))),
  );
  const serial = der(INTEGER, Buffer.concat([Buffer.of(1), randomBytes(8)]));
  const body = der(
    SEQUENCE,
    serial,
    algorithm,
    subject,
    life,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(BIT_STRING, Buffer.of(0), sign('sha256', body, privateKey));
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: der(SEQUENCE, body, algorithm, signature).toString('base64'),
  };
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length < 0x80 ? Buffer.of(content.length) : longLength(content.length);
  return Buffer.concat([Buffer.of(tag), length, content]);
}

function longLength(length: number): Buffer {
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}
