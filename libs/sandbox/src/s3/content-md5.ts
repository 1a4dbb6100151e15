import { S3Error } from './s3-error.js';

const MD5_BYTES = 16;

/** Checks the `Content-MD5` header of a body against its MD5. Throws an `S3Error` if it is not one, or wrong. */
export function verifyContentMd5(header: string | undefined, md5: Buffer): void {
  if (header === undefined) return;
  const given = Buffer.from(header, 'base64');
  if (given.length !== MD5_BYTES || given.toString('base64') !== header) {
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, {
      'Content-MD5': header,
    });
  }
  if (!given.equals(md5)) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400, {
      ExpectedDigest: header,
      CalculatedDigest: md5.toString('base64'),
    });
  }
}
