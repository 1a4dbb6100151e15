import type { ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { ServiceError } from '../http/service-error.js';
import { DynamoDbError } from './dynamodb-error.js';

const CORAL = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
]);

/** An answer that is complete. */
export interface DynamoDbAnswer {
  readonly status: number;
  readonly body: object;
  /** The name of the error, if it is one. */
  readonly errorCode?: string;
}

/** An error as an answer. One that is not DynamoDB's own says nothing of its cause. */
export function errorAnswer(error: unknown): DynamoDbAnswer {
  if (!(error instanceof ServiceError)) {
    return {
      status: 500,
      errorCode: 'InternalServerError',
      body: { __type: shapeOf('InternalServerError'), message: 'The request could not be processed.' },
    };
  }
  const { type, message, status } = error;
  const facts = error instanceof DynamoDbError ? error.facts : {};
  return { status, errorCode: type, body: { __type: shapeOf(type), message, ...facts } };
}

function shapeOf(type: string): string {
  if (type === 'ValidationException') return `com.amazon.coral.validate#${type}`;
  return `${CORAL.has(type) ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810'}#${type}`;
}

/** Sends an answer with the checksum that some SDKs compare. */
export function sendAnswer(
  response: ServerResponse,
  { status, body }: DynamoDbAnswer,
  requestId: string,
  now: number,
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': bytes.length,
    'x-amz-crc32': String(crc32(bytes)),
    'x-amzn-requestid': requestId,
    // SDK clients correct their own clock by this header, so it must be the sandbox's time.
    date: new Date(now).toUTCString(),
  });
  response.end(bytes);
}
