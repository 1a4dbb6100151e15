import type { StoredObject } from './bucket.js';
import { noSuchKey, preconditionFailed } from './s3-error.js';
import type { S3Headers } from './s3-headers.js';

/**
 * Evaluates the conditional headers of a read (RFC 9110, section 13.2.2). Throws `PreconditionFailed`, or says that
 * the caller has the current version already.
 */
export function checkReadPreconditions(
  headers: S3Headers,
  object: StoredObject,
): 'modified' | 'not-modified' {
  const ifMatch = headers.get('if-match');
  const ifUnmodifiedSince = httpDate(headers.get('if-unmodified-since'));
  if (ifMatch !== undefined) {
    if (!namesEtag(ifMatch, object)) throw preconditionFailed('If-Match');
  } else if (ifUnmodifiedSince !== undefined && object.lastModified > ifUnmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers.get('if-none-match');
  const ifModifiedSince = httpDate(headers.get('if-modified-since'));
  const isCurrent =
    ifNoneMatch === undefined
      ? ifModifiedSince !== undefined && object.lastModified <= ifModifiedSince
      : namesEtag(ifNoneMatch, object);
  return isCurrent ? 'not-modified' : 'modified';
}

/** Evaluates the conditional headers of a write or a delete. Throws an `S3Error` if they do not hold. */
export function checkWritePreconditions(
  headers: S3Headers,
  key: string,
  object: StoredObject | undefined,
): void {
  const ifMatch = headers.get('if-match');
  if (ifMatch !== undefined) {
    if (object === undefined) throw noSuchKey(key);
    if (!namesEtag(ifMatch, object)) throw preconditionFailed('If-Match');
  }
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== undefined && object !== undefined && namesEtag(ifNoneMatch, object)) {
    throw preconditionFailed('If-None-Match');
  }
}

const namesEtag = (list: string, { etag }: StoredObject): boolean =>
  list.trim() === '*' || list.split(',').some((entry) => unquoted(entry) === unquoted(etag));

const unquoted = (etag: string): string => etag.trim().replace(/^W\//, '').replaceAll('"', '');

function httpDate(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
