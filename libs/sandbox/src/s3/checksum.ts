import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.js';
import { invalidRequest, notImplemented, S3Error } from './s3-error.js';
import type { S3Headers } from './s3-headers.js';

const PREFIX = 'x-amz-checksum-';
const MODE = `${PREFIX}mode`;
const ANNOUNCEMENT = 'x-amz-sdk-checksum-algorithm';

const ALGORITHMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  [`${PREFIX}crc32`]: (bytes) => base64OfUint32(crc32(bytes)),
  [`${PREFIX}crc32c`]: (bytes) => base64OfUint32(crc32c(bytes)),
  [`${PREFIX}sha1`]: (bytes) => createHash('sha1').update(bytes).digest('base64'),
  [`${PREFIX}sha256`]: (bytes) => createHash('sha256').update(bytes).digest('base64'),
};

function base64OfUint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}

/** A checksum as the header that carries it. */
export type Checksum = readonly [name: string, value: string];

/**
 * Checks the checksum that came with a body, as a header or as a trailer. Throws an `S3Error` if it is wrong, there
 * are two, it was announced and is not there, or its algorithm is not one of CRC32, CRC32C, SHA1 and SHA256.
 */
export function verifyChecksum(
  headers: S3Headers,
  trailers: ReadonlyMap<string, string>,
  bytes: Buffer,
): Checksum | undefined {
  const given: Checksum[] = [...trailers];
  for (const name of headers.amzNames()) {
    if (name.startsWith(PREFIX) && name !== MODE) given.push([name, headers.get(name) ?? '']);
  }
  const [checksum, second] = given;
  if (second !== undefined) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (checksum === undefined) {
    if (headers.get(ANNOUNCEMENT) === undefined) return undefined;
    throw invalidRequest(
      `${ANNOUNCEMENT} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.`,
    );
  }
  const [name, value] = checksum;
  const compute = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined;
  if (compute === undefined) throw notImplemented('Header', name);
  if (compute(bytes) !== value) {
    const algorithm = name.slice(PREFIX.length).toUpperCase();
    throw new S3Error(
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
      400,
    );
  }
  return checksum;
}
