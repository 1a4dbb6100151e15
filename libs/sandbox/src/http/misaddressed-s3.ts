import type { IncomingMessage, ServerResponse } from 'node:http';
import { xmlDocument, xmlText } from '../sts/xml.js';
import type { ServiceError } from './service-error.js';

/** The scope of a signature for S3, in a header or, encoded, in the query of a presigned URL. */
const SCOPE = /(?:\/|%2F)s3(?:\/|%2F)aws4_request/i;

/** Whether a request was signed by a client of S3, wherever it was sent. */
export const isForS3 = ({ headers, url = '' }: IncomingMessage): boolean =>
  SCOPE.test(headers.authorization ?? '') || SCOPE.test(url);

/**
 * Refuses a request for S3 that has missed the address of S3. In XML, because a client of S3 reads nothing else and
 * would only report that it can not parse the answer.
 */
export function sendMisaddressedS3(response: ServerResponse, { type, message, status }: ServiceError): void {
  const advice = 'S3 is at the path /s3: give its client sandbox.s3.endpoint, and forcePathStyle: true.';
  const body = xmlDocument(
    'Error',
    undefined,
    xmlText('Code', type),
    xmlText('Message', `${advice} ${message}`),
  );
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
