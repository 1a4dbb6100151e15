import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBodyBytes } from '../sigv4/body-bytes.js';
import { type ChunkedBody, decodeAwsChunked } from './aws-chunked.js';
import { type Checksum, verifyChecksum } from './checksum.js';
import { verifyContentMd5 } from './content-md5.js';
import { payloadKind } from './payload-kind.js';
import { notImplemented, S3Error } from './s3-error.js';
import type { S3Headers } from './s3-headers.js';

/** The largest body that is kept: 64 MiB. */
export const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

/** A body that was read and is what its sender said it is. */
export interface Payload {
  readonly bytes: Buffer;
  readonly md5: Buffer;
  readonly checksum: Checksum | undefined;
}

/** Reads a body and checks its hash, length, MD5 and checksum, where there are any. Throws an `S3Error`. */
export async function readPayload(
  request: IncomingMessage,
  headers: S3Headers,
  contentSha256: string,
): Promise<Payload> {
  const kind = payloadKind(contentSha256);
  checkDeclaredLength(headers, kind === 'chunked');
  // Chunks of one byte, the worst there are, have more frame than content.
  const limit = kind === 'chunked' ? 2 * MAX_OBJECT_BYTES : MAX_OBJECT_BYTES;
  const body = await readBodyBytes(request, limit);
  if (body === undefined) throw tooLarge();
  if (kind === 'hashed') verifyHash(contentSha256, body);
  const { bytes, trailers } =
    kind === 'chunked' ? decode(body, headers) : { bytes: body, trailers: new Map<string, string>() };
  const md5 = createHash('md5').update(bytes).digest();
  verifyContentMd5(headers.get('content-md5'), md5);
  return { bytes, md5, checksum: verifyChecksum(headers, trailers, bytes) };
}

function checkDeclaredLength(headers: S3Headers, chunked: boolean): void {
  const declared = headers.get(chunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (chunked && declared === undefined) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  if (!chunked && headers.get('transfer-encoding') !== undefined)
    throw notImplemented('Header', 'Transfer-Encoding');
  if (Number(declared ?? 0) > MAX_OBJECT_BYTES) throw tooLarge();
}

function verifyHash(expected: string, body: Buffer): void {
  const computed = createHash('sha256').update(body).digest('hex');
  if (computed !== expected) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
      { ClientComputedContentSHA256: expected, S3ComputedContentSHA256: computed },
    );
  }
}

function decode(body: Buffer, headers: S3Headers): ChunkedBody {
  const decoded = decodeAwsChunked(body);
  if (
    String(decoded?.bytes.length) !== headers.get('x-amz-decoded-content-length') ||
    decoded === undefined
  ) {
    throw new S3Error(
      'IncompleteBody',
      'The request body is not aws-chunked as announced, or has not the number of bytes announced.',
      400,
    );
  }
  const announced = headers.get('x-amz-trailer')?.toLowerCase();
  const sent = [...decoded.trailers.keys()];
  if (sent.length > 1 || sent[0] !== announced) {
    throw new S3Error(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      400,
    );
  }
  return decoded;
}

const tooLarge = (): S3Error =>
  new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
    MaxSizeAllowed: String(MAX_OBJECT_BYTES),
  });
