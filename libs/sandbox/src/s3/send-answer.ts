import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { xmlDocument, xmlText } from '../sts/xml.js';
import { type S3Answer, XML_HEADERS } from './s3-call.js';
import { S3Error } from './s3-error.js';

/** An error as an answer. One that is not S3's own says nothing of its cause. */
export function errorAnswer(error: unknown, requestId: string): S3Answer & { readonly code: string } {
  const { type, message, status, facts } =
    error instanceof S3Error
      ? error
      : new S3Error('InternalError', 'We encountered an internal error. Please try again.', 500);
  const body = xmlDocument(
    'Error',
    undefined,
    xmlText('Code', type),
    xmlText('Message', message),
    ...Object.entries(facts).map(([name, value]) => xmlText(name, value)),
    xmlText('RequestId', requestId),
  );
  return { status, headers: XML_HEADERS, body, code: type };
}

/**
 * Objects come from the same origin as `/sandbox`, which shows passwords. A page that somebody has put into a bucket
 * must not read it.
 */
const NO_PAGE = { 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' } as const;

/** 16 characters, as S3's are. */
export const newRequestId = (): string => randomBytes(8).toString('hex').toUpperCase();

/** Sends an answer that is complete. Node leaves the body of an answer to HEAD out by itself. */
export function sendAnswer(response: ServerResponse, answer: S3Answer, requestId: string, now: number): void {
  const hasBody = answer.status !== 204 && answer.status !== 304;
  const body = answer.body ?? '';
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(hasBody ? { 'content-length': Buffer.byteLength(body) } : {}),
    ...NO_PAGE,
    'x-amz-request-id': requestId,
    // SDK clients correct their own clock by this header, so it must be the sandbox's time.
    date: new Date(now).toUTCString(),
  });
  response.end(hasBody ? body : undefined);
}
