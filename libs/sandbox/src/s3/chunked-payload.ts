import { type ChunkedBody, decodeAwsChunked } from './aws-chunked.js';
import { incompleteBody, invalidArgument, S3Error } from './s3-error.js';
import type { S3Headers } from './s3-headers.js';

const DECODED_LENGTH = 'x-amz-decoded-content-length';

/** How many bytes of content a body in chunks says it has. Throws an `S3Error` if it does not say. */
export function announcedBytes(headers: S3Headers): number {
  const text = headers.get(DECODED_LENGTH);
  if (text === undefined) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  if (!/^\d{1,15}$/.test(text)) {
    throw invalidArgument('The value is not a number of bytes.', DECODED_LENGTH, text);
  }
  return Number(text);
}

/** The content of a body in chunks, and its trailer. Throws an `S3Error` unless both are what the headers announce. */
export function decodeChunkedPayload(body: Buffer, announced: number, headers: S3Headers): ChunkedBody {
  const decoded = decodeAwsChunked(body, announced);
  if (decoded === undefined) throw notAsAnnounced();
  const trailer = headers.get('x-amz-trailer')?.toLowerCase();
  const sent = [...decoded.trailers.keys()];
  if (sent.length > 1 || sent[0] !== trailer) {
    throw new S3Error(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      400,
    );
  }
  return decoded;
}

export const notAsAnnounced = (): S3Error =>
  incompleteBody(
    'The request body is not aws-chunked as announced, or has not the number of bytes announced.',
  );
