import type { Clock } from '../clock.js';
import { authenticate, readSignature } from '../sigv4/authenticate.js';
import { SignatureRefusal, type SignatureRefusalReason } from '../sigv4/signature-refusal.js';
import type { SignedBy } from '../sts/signed-by.js';
import type { JsonCall } from './json-service.js';
import { ServiceError } from './service-error.js';

/** Where a signed JSON call arrived, and who may have signed it. */
export interface JsonSignatureCheck {
  readonly clock: Clock;
  /** The signing name, such as `cognito-identity`. */
  readonly service: string;
  readonly region: string;
  find(accessKeyId: string): SignedBy | undefined;
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const INVALID_TOKEN = 'The security token included in the request is invalid.';

const TYPES: Partial<Record<SignatureRefusalReason, readonly [type: string, message?: string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  mismatch: ['InvalidSignatureException', MISMATCH],
  'unknown-key': ['UnrecognizedClientException', INVALID_TOKEN],
  'wrong-token': ['UnrecognizedClientException', INVALID_TOKEN],
  'expired-token': ['ExpiredTokenException', 'The security token included in the request is expired'],
  skewed: ['InvalidSignatureException', 'Signature expired or not yet current.'],
  'wrong-region': ['InvalidSignatureException', 'Credential should be scoped to a valid region.'],
  'wrong-service': ['InvalidSignatureException', 'Credential should be scoped to correct service.'],
  'header-not-signed': ['InvalidSignatureException'],
  'expired-request': ['InvalidSignatureException'],
  'not-yet-valid': ['InvalidSignatureException'],
};

/** Who signed the call. Throws a `ServiceError` in the words of AWS's JSON services if nobody did, or not rightly. */
export function authenticateJsonCall(call: JsonCall, check: JsonSignatureCheck): SignedBy {
  const parts = call.signedParts?.();
  try {
    if (parts === undefined) throw new SignatureRefusal('missing', 'The call is not signed.');
    return authenticate(check, readSignature(parts), parts);
  } catch (error) {
    if (!(error instanceof SignatureRefusal)) throw error;
    const [type, message = error.message] = TYPES[error.reason] ?? ['IncompleteSignatureException'];
    throw new ServiceError(type, message);
  }
}
