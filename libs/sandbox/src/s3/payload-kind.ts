import { invalidArgument, notImplemented } from './s3-error.js';

/** How a body is protected, as `x-amz-content-sha256` says. */
export type PayloadKind = 'hashed' | 'unsigned' | 'chunked';

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** Throws an `S3Error` for chunks that are signed each, which are not here, and for what is no kind at all. */
export function payloadKind(contentSha256: string): PayloadKind {
  if (/^[0-9a-f]{64}$/.test(contentSha256)) return 'hashed';
  if (contentSha256 === UNSIGNED_PAYLOAD) return 'unsigned';
  if (contentSha256 === CHUNKED) return 'chunked';
  if (contentSha256.startsWith('STREAMING-AWS4-')) throw notImplemented('Header', 'x-amz-content-sha256');
  throw invalidArgument(
    `x-amz-content-sha256 must be ${UNSIGNED_PAYLOAD}, ${CHUNKED}, or a valid sha256 value.`,
    'x-amz-content-sha256',
    contentSha256,
  );
}
