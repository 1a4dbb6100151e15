import type { Bucket, StoredObject } from './bucket.js';
import { parseRange } from './byte-range.js';
import { objectHeaders, overriddenHeaders } from './object-headers.js';
import { checkReadPreconditions, checkWritePreconditions } from './preconditions.js';
import { bucketArn } from './s3-access.js';
import type { S3Answer, S3Call } from './s3-call.js';
import { noSuchKey } from './s3-error.js';

/** PutObject */
export function putObject({ address: { key }, headers, payload, now }: S3Call, bucket: Bucket): S3Answer {
  checkWritePreconditions(headers, key, bucket.objects.get(key));
  const object: StoredObject = {
    bytes: payload.bytes,
    etag: `"${payload.md5.toString('hex')}"`,
    lastModified: Math.floor(now / 1000) * 1000,
    headers: objectHeaders(headers),
    checksum: payload.checksum,
  };
  bucket.objects.set(key, object);
  return { status: 200, headers: { etag: object.etag, ...checksumHeaders(object) } };
}

/** GetObject and HeadObject, which differ in nothing but that HTTP sends no body for the second. */
export function getObject(call: S3Call, bucket: Bucket): S3Answer {
  const { address, headers, parameters, access } = call;
  const object = bucket.objects.get(address.key);
  if (object === undefined) {
    // Whether a key exists is told only to those who may list the bucket.
    access.require('s3:ListBucket', bucketArn(access.partition, bucket.name));
    throw noSuchKey(address.key);
  }
  const validators = { etag: object.etag, 'last-modified': new Date(object.lastModified).toUTCString() };
  if (checkReadPreconditions(headers, object) === 'not-modified') return { status: 304, headers: validators };
  const size = object.bytes.length;
  const range = parseRange(headers.get('range'), size);
  const common = {
    ...object.headers,
    ...overriddenHeaders(parameters),
    ...validators,
    'accept-ranges': 'bytes',
  };
  if (range === undefined) {
    const checksum = headers.get('x-amz-checksum-mode') === 'ENABLED' ? checksumHeaders(object) : {};
    return { status: 200, headers: { ...common, ...checksum }, body: object.bytes };
  }
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${range.first}-${range.last}/${size}` },
    body: object.bytes.subarray(range.first, range.last + 1),
  };
}

/** DeleteObject; to delete what is not there is no error. */
export function deleteObject({ address: { key }, headers }: S3Call, bucket: Bucket): S3Answer {
  checkWritePreconditions(headers, key, bucket.objects.get(key));
  bucket.objects.delete(key);
  return { status: 204, headers: {} };
}

function checksumHeaders({ checksum }: StoredObject): Record<string, string> {
  return checksum === undefined ? {} : { [checksum[0]]: checksum[1], 'x-amz-checksum-type': 'FULL_OBJECT' };
}
