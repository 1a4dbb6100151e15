import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBodyBytes } from '../sigv4/body-bytes.js';
import { MOST_FRAME_BYTES } from './aws-chunked.js';
import { type Checksum, verifyChecksum } from './checksum.js';
import { announcedBytes, decodeChunkedPayload, notAsAnnounced } from './chunked-payload.js';
import { verifyContentMd5 } from './content-md5.js';
import { payloadKind } from './payload-kind.js';
import { incompleteBody, notImplemented, S3Error } from './s3-error.js';
import type { S3Headers } from './s3-headers.js';

/** The largest body that is kept: 64 MiB. */
export const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

const NO_TRAILERS: ReadonlyMap<string, string> = new Map();

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
  const chunked = kind === 'chunked';
  const announced = chunked ? announcedBytes(headers) : contentLength(headers);
  if (announced > MAX_OBJECT_BYTES) throw tooLarge();
  const body = await receive(request, chunked ? announced + MOST_FRAME_BYTES : MAX_OBJECT_BYTES);
  if (body === undefined) throw chunked ? notAsAnnounced() : tooLarge();
  if (kind === 'hashed') verifyHash(contentSha256, body);
  const { bytes, trailers } = chunked
    ? decodeChunkedPayload(body, announced, headers)
    : { bytes: body, trailers: NO_TRAILERS };
  const md5 = createHash('md5').update(bytes).digest();
  verifyContentMd5(headers.get('content-md5'), md5);
  return { bytes, md5, checksum: verifyChecksum(headers, trailers, bytes) };
}

/** The size of a body that is nothing but content. */
function contentLength(headers: S3Headers): number {
  if (headers.get('transfer-encoding') !== undefined) throw notImplemented('Header', 'Transfer-Encoding');
  return Number(headers.get('content-length') ?? 0);
}

/** A client that goes away in the middle is no failure of the service. */
async function receive(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  try {
    return await readBodyBytes(request, limit);
  } catch (error) {
    if (request.complete) throw error;
    throw incompleteBody(
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  }
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

const tooLarge = (): S3Error =>
  new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
    MaxSizeAllowed: String(MAX_OBJECT_BYTES),
  });
