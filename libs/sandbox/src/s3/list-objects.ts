import { xmlDocument, xmlElement, xmlText } from '../sts/xml.js';
import type { Bucket, StoredObject } from './bucket.js';
import { decodeContinuationToken, encodeContinuationToken } from './continuation-token.js';
import { listObjects } from './object-listing.js';
import { ownerElement } from './owner-element.js';
import { type S3Answer, type S3Call, XML_HEADERS } from './s3-call.js';
import { invalidArgument, S3Error } from './s3-error.js';
import { S3_NAMESPACE } from './s3-namespace.js';

const MOST_KEYS = 1000;

/** ListObjectsV2 */
export function answerList({ parameters }: S3Call, bucket: Bucket, ownerId: string): S3Answer {
  if (parameters.get('list-type') !== '2') {
    throw new S3Error(
      'NotImplemented',
      'ListObjects is not implemented; send list-type=2 for ListObjectsV2',
      501,
    );
  }
  const maxKeys = readMaxKeys(parameters.get('max-keys'));
  const encode = textEncoder(parameters.get('encoding-type'));
  const owner = readFetchOwner(parameters.get('fetch-owner')) ? ownerElement(ownerId) : '';
  const token = parameters.get('continuation-token');
  const prefix = parameters.get('prefix') ?? '';
  const delimiter = parameters.get('delimiter') ?? '';
  const startAfter = parameters.get('start-after') ?? '';
  const page = listObjects(bucket.objects, {
    prefix,
    delimiter,
    maxKeys,
    startAfter: token === undefined ? startAfter : '',
    lastEntry: token === undefined ? undefined : decodeContinuationToken(token),
  });
  const optional = (name: string, value: string | undefined): string[] =>
    value === undefined || value === '' ? [] : [xmlText(name, value)];
  const body = xmlDocument(
    'ListBucketResult',
    S3_NAMESPACE,
    xmlText('Name', bucket.name),
    xmlText('Prefix', encode(prefix)),
    ...optional('Delimiter', encode(delimiter)),
    ...optional('StartAfter', encode(startAfter)),
    ...optional('EncodingType', parameters.get('encoding-type')),
    ...optional('ContinuationToken', token),
    ...optional('NextContinuationToken', page.lastEntry && encodeContinuationToken(page.lastEntry)),
    xmlText('KeyCount', page.contents.length + page.commonPrefixes.length),
    xmlText('MaxKeys', maxKeys),
    xmlText('IsTruncated', String(page.lastEntry !== undefined)),
    ...page.contents.map(([key, object]) => contentsElement(encode(key), object, owner)),
    ...page.commonPrefixes.map((name) => xmlElement('CommonPrefixes', xmlText('Prefix', encode(name)))),
  );
  return { status: 200, headers: XML_HEADERS, body };
}

const contentsElement = (key: string, { lastModified, etag, bytes }: StoredObject, owner: string): string =>
  xmlElement(
    'Contents',
    xmlText('Key', key),
    xmlText('LastModified', new Date(lastModified).toISOString()),
    xmlText('ETag', etag),
    xmlText('Size', bytes.length),
    owner,
    xmlText('StorageClass', 'STANDARD'),
  );

function readMaxKeys(text: string | undefined): number {
  if (text === undefined) return MOST_KEYS;
  const maxKeys = Number(text);
  if (!/^\d{1,10}$/.test(text) || maxKeys > 0x7fffffff) {
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', text);
  }
  return Math.min(maxKeys, MOST_KEYS);
}

function readFetchOwner(text = 'false'): boolean {
  if (text !== 'true' && text !== 'false') {
    throw invalidArgument('fetch-owner must be true or false', 'fetch-owner', text);
  }
  return text === 'true';
}

/** Keys may hold characters that XML cannot; a caller that fears them asks for the encoding of HTML forms. */
function textEncoder(encodingType: string | undefined): (text: string) => string {
  if (encodingType === undefined) return (text) => text;
  if (encodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType);
  }
  return (text) =>
    encodeURIComponent(text)
      .replace(/%20/g, '+')
      .replace(/%2F/g, '/')
      .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
