import { decodeUriComponent, encodeUriPath } from '../sigv4/uri-encoding.js';
import { invalidUri, S3Error } from './s3-error.js';

/** What a path names. Both parts are decoded; an empty one is absent. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
  /** The path for the canonical request. */
  readonly canonicalPath: string;
}

const MAX_KEY_BYTES = 1024;

/**
 * Reads a path-style address. Each part is decoded exactly once, and the signature is checked over what was decoded,
 * so that what is signed and what is used cannot differ. A `+` is a space, as S3 reads it.
 *
 * Throws an `S3Error` if the path cannot be read.
 */
export function parseS3Address(rawPath: string, basePath: string): S3Address {
  const rest = rawPath.slice(basePath.length);
  if (!rawPath.startsWith(basePath) || (rest !== '' && !rest.startsWith('/'))) throw invalidUri();
  const slash = rest.indexOf('/', 1);
  const bucket = decode(rest.slice(1, slash < 0 ? undefined : slash));
  const key = decode(slash < 0 ? '' : rest.slice(slash + 1));
  if (bucket.includes('/') || (bucket === '' && key !== '')) throw invalidUri();
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', 'Your key is too long', 400, {
      Size: String(keyBytes),
      MaxSizeAllowed: String(MAX_KEY_BYTES),
    });
  }
  return { bucket, key, canonicalPath: encodeUriPath(decode(rawPath)) };
}

function decode(text: string): string {
  const decoded = decodeUriComponent(text.replaceAll('+', ' '));
  if (decoded === undefined) throw invalidUri();
  return decoded;
}
