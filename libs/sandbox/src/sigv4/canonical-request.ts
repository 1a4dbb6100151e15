import type { HeaderFields } from './header-fields.js';
import { SIGNATURE_PARAMETER } from './presigned-query.js';
import type { QueryParameter } from './request-target.js';
import { encodeUriComponent } from './uri-encoding.js';

/** What a signature covers. */
export interface SignedParts {
  readonly method: string;
  /** As the service canonicalises it: encoded once for S3. */
  readonly canonicalPath: string;
  readonly query: readonly QueryParameter[];
  readonly headers: HeaderFields;
  /** The hash of the body, or the marker that S3 allows in its place. */
  readonly payloadHash: string;
}

/** The canonical request of SigV4. All of it but header values is ASCII. */
export function canonicalRequest(parts: SignedParts, signedHeaders: readonly string[]): string {
  return [
    parts.method,
    parts.canonicalPath,
    canonicalQuery(parts.query),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(parts.headers, name)}`),
    '',
    signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');
}

function canonicalQuery(query: readonly QueryParameter[]): string {
  return query
    .filter(([name]) => name !== SIGNATURE_PARAMETER)
    .map(([name, value]) => [encodeUriComponent(name), encodeUriComponent(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const canonicalValue = (headers: HeaderFields, name: string): string =>
  trimBlanks(headers.get(name) ?? '').replace(/ +/g, ' ');

/** Takes spaces and tabs away. `trim()` would take more, such as a no-break space, which is part of the value. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';
