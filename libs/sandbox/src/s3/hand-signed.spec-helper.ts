import { createHash } from 'node:crypto';
import { formatAmzDate } from '../sigv4/amz-date.js';
import { canonicalRequest } from '../sigv4/canonical-request.js';
import type { Credential } from '../sigv4/credential-scope.js';
import { HeaderFields } from '../sigv4/header-fields.js';
import { parseRequestTarget } from '../sigv4/request-target.js';
import { signatureOf, stringToSign } from '../sigv4/signature.js';
import { REGION } from './aws-server.spec-helper.js';
import { parseS3Address } from './s3-address.js';

export interface HandSigned {
  readonly method?: string;
  readonly target: string;
  readonly host: string;
  readonly at: number;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** More headers, by names in lower case. One that is `undefined` is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly region?: string;
  readonly service?: string;
  /** Headers that are sent and not signed. */
  readonly unsigned?: readonly string[];
}

/** Signs by hand, so that a test can sign what no client would send, and gives the headers. */
export function signByHand(request: HandSigned): Record<string, string> {
  const {
    method = 'GET',
    target,
    host,
    at,
    credentials,
    body = '',
    region = REGION,
    service = 's3',
  } = request;
  const amzDate = formatAmzDate(at);
  const sent: Record<string, string | undefined> = {
    host,
    'x-amz-date': amzDate,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-security-token': credentials.sessionToken,
    ...request.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const signedHeaders = Object.keys(headers)
    .filter((name) => !request.unsigned?.includes(name))
    .sort();
  const parsed = parseRequestTarget(target);
  if (parsed === undefined) throw new Error(`${target} cannot be signed`);
  const credential: Credential = {
    accessKeyId: credentials.accessKeyId,
    date: amzDate.slice(0, 8),
    region,
    service,
  };
  const canonical = canonicalRequest(
    {
      method,
      canonicalPath: service === 's3' ? parseS3Address(parsed.rawPath, '/s3').canonicalPath : parsed.rawPath,
      query: parsed.query,
      headers: new HeaderFields(Object.entries(headers).flat()),
      payloadHash: headers['x-amz-content-sha256'] ?? '',
    },
    signedHeaders,
  );
  const signature = signatureOf(
    stringToSign(amzDate, credential, canonical),
    credentials.secretAccessKey,
    credential,
  );
  const scope = `${credential.date}/${region}/${service}/aws4_request`;
  return {
    ...headers,
    authorization:
      `AWS4-HMAC-SHA256 Credential=${credential.accessKeyId}/${scope}, ` +
      `SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  };
}

/** The bytes of a request whose connection ends with the answer. */
export function requestText(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body === '' || 'transfer-encoding' in headers ? '' : `content-length: ${body.length}\r\n`;
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}${length}connection: close\r\n\r\n${body}`;
}
