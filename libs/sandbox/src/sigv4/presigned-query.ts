import type { HeaderFields } from './header-fields.js';
import type { QueryParameter } from './request-target.js';
import { malformed, readClaim, type SignatureClaim } from './signature-claim.js';

export const PRESIGNED_MARK = 'X-Amz-Algorithm';
export const SIGNATURE_PARAMETER = 'X-Amz-Signature';
const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;

/** The query parameters that carry a signature. */
export const SIGNATURE_PARAMETERS: readonly string[] = [
  PRESIGNED_MARK,
  SIGNATURE_PARAMETER,
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
];

export const isPresigned = (query: readonly QueryParameter[]): boolean =>
  query.some(([name]) => name === PRESIGNED_MARK || name === SIGNATURE_PARAMETER);

/** Reads a signature in the query of a presigned URL. */
export function readPresignedQuery(query: readonly QueryParameter[], headers: HeaderFields): SignatureClaim {
  const values = new Map<string, string>();
  for (const [name, value] of query) {
    if (!SIGNATURE_PARAMETERS.includes(name)) continue;
    if (values.has(name)) throw malformed(`${name} is given more than once.`);
    values.set(name, value);
  }
  if (values.get(PRESIGNED_MARK) !== ALGORITHM)
    throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}".`);
  if (headers.count('x-amz-security-token') > 0) {
    throw malformed('the session token of a presigned URL stands in X-Amz-Security-Token and in no header.');
  }
  return readClaim(
    {
      credential: values.get('X-Amz-Credential'),
      signedHeaders: values.get('X-Amz-SignedHeaders'),
      signature: values.get(SIGNATURE_PARAMETER),
      amzDate: values.get('X-Amz-Date'),
      sessionToken: values.get('X-Amz-Security-Token'),
    },
    readExpires(values.get('X-Amz-Expires')),
  );
}

function readExpires(text: string | undefined): number {
  if (text === undefined || !/^\d{1,10}$/.test(text))
    throw malformed('X-Amz-Expires should be a number of seconds.');
  const seconds = Number(text);
  if (seconds > MAX_EXPIRES_SECONDS) {
    throw malformed(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds.',
    );
  }
  if (seconds === 0) throw malformed('X-Amz-Expires must be at least one second.');
  return seconds;
}
