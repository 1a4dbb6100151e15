import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Answer } from '../../errors/index.js';

/** Headers that describe a body. They belong to the body that is replaced, so they go with it. */
const BODY_HEADERS = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-disposition',
  'content-range',
  'transfer-encoding',
  'etag',
  'last-modified',
  'location',
];

/**
 * Fixes the answer of a refused request: whoever writes the response from now on, with whatever status, headers
 * and body, this answer is what goes out.
 *
 * An application often has a catch-all exception filter that turns everything it does not know into a 500 or
 * into a 200 with an error inside. It keeps running, so it can log, but it cannot change what a refused caller
 * gets. Headers that do not describe the body, such as those of CORS, are kept.
 */
export function sealAnswer(response: ServerResponse, answer: Answer): void {
  if (response.headersSent) return;
  const body = Buffer.from(JSON.stringify(answer.body));
  const writeHead = response.writeHead.bind(response);
  const end = response.end.bind(response);
  let headWritten = false;

  response.writeHead = (_status: number, reasonOrHeaders?: unknown, maybeHeaders?: unknown) => {
    headWritten = true;
    const given = typeof reasonOrHeaders === 'string' ? maybeHeaders : reasonOrHeaders;
    for (const [name, value] of headerEntries(given))
      if (value !== undefined) response.setHeader(name, value);
    for (const name of BODY_HEADERS) response.removeHeader(name);
    return writeHead(answer.status, { ...answer.headers, 'content-length': body.byteLength });
  };
  response.write = () => true;
  response.end = (...args: unknown[]) => {
    if (!headWritten) response.writeHead(answer.status);
    const callback = args.find((argument) => typeof argument === 'function') as (() => void) | undefined;
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
