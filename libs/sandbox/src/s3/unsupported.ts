import { SIGNATURE_PARAMETERS } from '../sigv4/presigned-query.js';
import type { QueryParameter } from '../sigv4/request-target.js';
import { invalidArgument, notImplemented } from './s3-error.js';
import { isHeaderParameter, type S3Headers } from './s3-headers.js';
import type { S3Operation } from './s3-operation.js';

/** Headers that any request may have. */
const COMMON_HEADERS = [
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-trailer',
  'x-amz-user-agent',
];

/** The SDK's note of which operation it meant. */
const COMMON_PARAMETERS = ['x-id'];

/**
 * The parameters of the operation, each once. Throws an `S3Error` for a parameter or an `x-amz-*` header that the
 * operation does not know: to ignore `versionId`, `acl` or `x-amz-copy-source` would do something else than asked.
 */
export function supportedParameters(
  operation: S3Operation,
  query: readonly QueryParameter[],
  headers: S3Headers,
  presigned: boolean,
): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of query) {
    // Two of a kind would leave it open which one was decided upon and which one is used.
    if (seen.has(name.toLowerCase())) {
      throw invalidArgument('The parameter is given more than once.', name, value);
    }
    seen.add(name.toLowerCase());
    if (presigned && (SIGNATURE_PARAMETERS.includes(name) || isHeaderParameter(name))) continue;
    if (!operation.parameters.includes(name) && !COMMON_PARAMETERS.includes(name)) {
      throw notImplemented('Parameter', name);
    }
    parameters.set(name, value);
  }
  for (const name of headers.amzNames()) {
    if (!isKnownHeader(name, operation)) throw notImplemented('Header', name);
  }
  return parameters;
}

const isKnownHeader = (name: string, { headers }: S3Operation): boolean =>
  COMMON_HEADERS.includes(name) ||
  headers.some((known) => (known.endsWith('-') ? name.startsWith(known) : name === known));
