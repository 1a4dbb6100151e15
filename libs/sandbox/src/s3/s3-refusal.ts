import type { SignatureRefusal, SignatureRefusalReason } from '../sigv4/signature-refusal.js';
import { accessDenied, S3Error } from './s3-error.js';

type Wording = (refusal: SignatureRefusal) => S3Error;

const malformedHeader: Wording = ({ message, facts }) =>
  new S3Error(
    'AuthorizationHeaderMalformed',
    `The authorization header is malformed; ${message}`,
    400,
    facts,
  );

const malformedQuery: Wording = ({ message, facts }) =>
  new S3Error('AuthorizationQueryParametersError', message, 400, facts);

const denied: Wording = ({ message, facts }) => accessDenied(message, facts);

const WORDINGS: Readonly<Record<SignatureRefusalReason, Wording>> = {
  missing: () => accessDenied(),
  'two-mechanisms': () =>
    new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter ' +
        'or the Authorization header should be specified',
      400,
    ),
  'unsupported-mechanism': () =>
    new S3Error(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      400,
    ),
  malformed: malformedHeader,
  'wrong-region': malformedHeader,
  'wrong-service': malformedHeader,
  'header-not-signed': denied,
  'unknown-key': ({ facts }) =>
    new S3Error(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
      facts,
    ),
  mismatch: ({ facts }) =>
    new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
      facts,
    ),
  'wrong-token': () =>
    new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400),
  'expired-token': () => new S3Error('ExpiredToken', 'The provided token has expired.', 400),
  skewed: ({ facts }) =>
    new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
      facts,
    ),
  'expired-request': denied,
  'not-yet-valid': denied,
};

const PRESIGNED_WORDINGS: Partial<Readonly<Record<SignatureRefusalReason, Wording>>> = {
  malformed: malformedQuery,
  'wrong-region': malformedQuery,
  'wrong-service': malformedQuery,
};

/** A refused signature in S3's words. */
export function s3Refusal(refusal: SignatureRefusal, presigned: boolean): S3Error {
  const wording = (presigned ? PRESIGNED_WORDINGS[refusal.reason] : undefined) ?? WORDINGS[refusal.reason];
  return wording(refusal);
}
