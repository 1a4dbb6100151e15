import { singleHeaders } from '../../http/json-dispatcher.js';
import { readBody } from '../../http/read-body.js';
import type { Exchange } from '../../http/router.js';
import { readCookies } from './cookies.js';

/** Far more than any form of the pages has. */
const MAXIMUM_FORM_BYTES = 64 * 1024;

/** A request of a browser, or of a program in its place. */
export interface BrowserRequest {
  /** Of the address. */
  readonly parameters: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: ReadonlyMap<string, string>;
  /** As it was sent; empty without one. */
  readonly body: string;
}

/** Reads a request to the end. */
export async function readBrowserRequest({ request }: Exchange): Promise<BrowserRequest> {
  const headers = singleHeaders(request);
  const query = (request.url ?? '').split('?').slice(1).join('?');
  return {
    parameters: new URLSearchParams(query),
    headers,
    cookies: readCookies(headers.cookie),
    body: request.method === 'POST' ? await readBody(request, MAXIMUM_FORM_BYTES) : '',
  };
}
