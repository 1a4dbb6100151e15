import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { Answer } from '../errors/index.js';

/**
 * Headers that belong to the answer that is replaced: they describe its body, or say what only the sealed answer
 * may say. A `trailer` would announce what a body of fixed length cannot have.
 */
const REPLACED_HEADERS = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-disposition',
  'content-range',
  'transfer-encoding',
  'trailer',
  'etag',
  'last-modified',
  'location',
  'cache-control',
  'retry-after',
  'www-authenticate',
];

/** An answer with a body of any media type that is JSON. */
export type SealedAnswer = Omit<Answer, 'body'> & { readonly body: object };

/** Writes the answer of a refused request. Headers that do not belong to another answer, those of CORS, are kept. */
export function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  const bytes = Buffer.from(JSON.stringify(body));
  for (const name of REPLACED_HEADERS) response.removeHeader(name);
  response.writeHead(status, { ...headers, 'content-length': bytes.byteLength }).end(bytes);
}

/**
 * Fixes the answer of a refused request: whoever writes the response from now on, with whatever status, headers
 * and body, and however often they end it, this answer is what goes out, once.
 *
 * An application often has a catch-all exception filter that turns everything it does not know into a 500 or
 * into a 200 with an error inside. It keeps running, so it can log, but it cannot change what a refused caller
 * gets. Headers that do not belong to the replaced answer, such as those of CORS, are kept.
 */
export function sealAnswer(response: ServerResponse, answer: SealedAnswer): void {
  if (response.headersSent || response.writableEnded) return;
  const body = Buffer.from(JSON.stringify(answer.body));
  // Put back as it is, so it must not be bound.
  const write: ServerResponse['write'] = Reflect.get(response, 'write');
  const writeHead = response.writeHead.bind(response);
  const end = response.end.bind(response);
  let headWritten = false;
  let ended = false;

  response.writeHead = (_status: number, reasonOrHeaders?: unknown, maybeHeaders?: unknown) => {
    headWritten = true;
    const given = typeof reasonOrHeaders === 'string' ? maybeHeaders : reasonOrHeaders;
    for (const [name, value] of headerEntries(given))
      if (value !== undefined) response.setHeader(name, value);
    for (const name of REPLACED_HEADERS) response.removeHeader(name);
    // HTTP/2 has no reason phrase and warns about one.
    if (response.req.httpVersionMajor < 2) response.statusMessage = STATUS_CODES[answer.status] ?? '';
    return writeHead(answer.status, { ...answer.headers, 'content-length': body.byteLength });
  };
  response.write = () => true;
  response.end = (...args: unknown[]) => {
    const callback = args.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    // A second end() is harmless to Node, but only without a body.
    if (ended) return end(callback);
    ended = true;
    if (!headWritten) response.writeHead(answer.status);
    // HTTP/2 writes the body of end() through write().
    response.write = write;
    return end(body, callback);
  };
}

function headerEntries(headers: unknown): [string, OutgoingHttpHeaders[string]][] {
  if (Array.isArray(headers)) {
    const flat = headers.flat() as string[];
    return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]]] : []));
  }
  return headers !== null && typeof headers === 'object'
    ? Object.entries(headers as OutgoingHttpHeaders)
    : [];
}
