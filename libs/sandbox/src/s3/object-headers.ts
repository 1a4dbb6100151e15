import { invalidArgument, S3Error } from './s3-error.js';
import type { S3Headers } from './s3-headers.js';

const METADATA = 'x-amz-meta-';
const MAX_METADATA_BYTES = 2048;
const KEPT = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];

/** The headers of a PUT that its object keeps. Throws an `S3Error` for more than 2 KB of metadata. */
export function objectHeaders(headers: S3Headers): Readonly<Record<string, string>> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of KEPT) {
    const value = headers.get(name);
    if (value !== undefined) kept[name] = headerValue(name, value);
  }
  const encoding = contentEncoding(headers.get('content-encoding'));
  if (encoding !== '') kept['content-encoding'] = encoding;
  let metadataBytes = 0;
  for (const name of headers.amzNames()) {
    if (!name.startsWith(METADATA)) continue;
    const value = headerValue(name, headers.get(name) ?? '');
    metadataBytes += name.length - METADATA.length + value.length;
    kept[name] = value;
  }
  if (metadataBytes > MAX_METADATA_BYTES) {
    throw new S3Error(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      400,
      {
        Size: String(metadataBytes),
        MaxSizeAllowed: String(MAX_METADATA_BYTES),
      },
    );
  }
  return kept;
}

/** `aws-chunked` is how the body travelled, and not what the object is. */
const contentEncoding = (value = ''): string =>
  value
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding.toLowerCase() !== 'aws-chunked')
    .join(',');

const OVERRIDE = 'response-';

/** The headers that a GET asks for in place of the object's own. */
export function overriddenHeaders(parameters: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (name.startsWith(OVERRIDE)) headers[name.slice(OVERRIDE.length)] = headerValue(name, value);
  }
  return headers;
}

/** A value from a query may hold anything; a line end in it would start another header. */
function headerValue(name: string, value: string): string {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw invalidArgument('The value cannot be sent as an HTTP header.', name, value);
  }
  return value;
}
