import { ServiceError } from '../http/service-error.js';
import type { SignatureRefusal, SignatureRefusalReason } from '../sigv4/signature-refusal.js';

type Wording = (refusal: SignatureRefusal) => ServiceError;

const mismatch =
  (message: string): Wording =>
  () =>
    new ServiceError('SignatureDoesNotMatch', message, 403);

const incomplete: Wording = ({ message }) => new ServiceError('IncompleteSignature', message, 400);

const WORDINGS: Readonly<Record<SignatureRefusalReason, Wording>> = {
  missing: () =>
    new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
  'two-mechanisms': incomplete,
  'unsupported-mechanism': incomplete,
  malformed: incomplete,
  'header-not-signed': ({ message, facts }) =>
    new ServiceError('SignatureDoesNotMatch', `${message}: ${facts.HeadersNotSigned ?? ''}`, 403),
  'wrong-region': mismatch('Credential should be scoped to a valid region.'),
  'wrong-service': mismatch("Credential should be scoped to correct service: 'sts'."),
  'unknown-key': () =>
    new ServiceError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
  mismatch: mismatch(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.',
  ),
  'wrong-token': () =>
    new ServiceError('InvalidClientTokenId', 'The security token included in the request is invalid', 403),
  'expired-token': () =>
    new ServiceError('ExpiredToken', 'The security token included in the request is expired', 403),
  skewed: ({ facts }) =>
    new ServiceError(
      'SignatureDoesNotMatch',
      `Signature expired or not yet current: signed at ${facts.RequestTime ?? ''}, ` +
        `received at ${facts.ServerTime ?? ''}; the window is 15 min.`,
      403,
    ),
  'expired-request': mismatch('Signature expired.'),
  'not-yet-valid': mismatch('Signature not yet current.'),
};

/** A refused signature in STS's words. */
export const stsRefusal = (refusal: SignatureRefusal): ServiceError => WORDINGS[refusal.reason](refusal);
