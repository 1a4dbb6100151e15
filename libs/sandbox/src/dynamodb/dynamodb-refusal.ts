import type { SignatureRefusal, SignatureRefusalReason } from '../sigv4/signature-refusal.js';
import { DynamoDbError } from './dynamodb-error.js';

type Wording = (refusal: SignatureRefusal) => DynamoDbError;

const as =
  (type: string, message: string): Wording =>
  () =>
    new DynamoDbError(type, message);

const incomplete: Wording = ({ message }) => new DynamoDbError('IncompleteSignatureException', message);

const invalidSignature = (message: string): Wording => as('InvalidSignatureException', message);

const unrecognized = as(
  'UnrecognizedClientException',
  'The security token included in the request is invalid.',
);

const WORDINGS: Readonly<Record<SignatureRefusalReason, Wording>> = {
  missing: as('MissingAuthenticationTokenException', 'Request is missing Authentication Token'),
  'two-mechanisms': incomplete,
  'unsupported-mechanism': incomplete,
  malformed: incomplete,
  'header-not-signed': ({ message, facts }) =>
    new DynamoDbError('InvalidSignatureException', `${message}: ${facts.HeadersNotSigned ?? ''}`),
  'wrong-region': invalidSignature('Credential should be scoped to a valid region.'),
  'wrong-service': invalidSignature("Credential should be scoped to correct service: 'dynamodb'."),
  'unknown-key': unrecognized,
  mismatch: invalidSignature(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.',
  ),
  'wrong-token': unrecognized,
  'expired-token': as('ExpiredTokenException', 'The security token included in the request is expired'),
  skewed: ({ facts }) =>
    new DynamoDbError(
      'InvalidSignatureException',
      `Signature expired or not yet current: signed at ${facts.RequestTime ?? ''}, ` +
        `received at ${facts.ServerTime ?? ''}; the window is 15 min.`,
    ),
  'expired-request': invalidSignature('Signature expired.'),
  'not-yet-valid': invalidSignature('Signature not yet current.'),
};

/** A refused signature in DynamoDB's words. */
export const dynamoDbRefusal = (refusal: SignatureRefusal): DynamoDbError =>
  WORDINGS[refusal.reason](refusal);
