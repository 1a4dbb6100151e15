import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ServiceError } from './service-error.js';

const AWS_JSON = 'application/x-amz-json-1.1';
const MAXIMUM_HEADER_LENGTH = 1024;

/** Answers an AWS JSON 1.1 call. */
export function sendAwsJson(response: ServerResponse, body: object): void {
  send(response, 200, body, { 'content-type': AWS_JSON });
}

/** Answers with an error, in the form of AWS JSON 1.1. */
export function sendAwsError(response: ServerResponse, error: ServiceError): void {
  const body = { __type: error.type, message: error.message };
  send(response, error.status, body, {
    'content-type': AWS_JSON,
    'x-amzn-errortype': `${error.type}:`,
    'x-amzn-errormessage': headerText(error.message),
  });
}

/** Answers with a JSON document. */
export function sendJson(response: ServerResponse, body: object, headers: OutgoingHttpHeaders = {}): void {
  send(response, 200, body, { 'content-type': 'application/json', ...headers });
}

function send(response: ServerResponse, status: number, body: object, headers: OutgoingHttpHeaders): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'x-amzn-requestid': randomUUID(),
    'content-length': text.length,
    ...headers,
  });
  response.end(text);
}

/** Messages quote what a client sent, and a header holds printable ASCII only. */
const headerText = (message: string): string =>
  message.slice(0, MAXIMUM_HEADER_LENGTH).replace(/[^\x20-\x7e]/g, '?');
