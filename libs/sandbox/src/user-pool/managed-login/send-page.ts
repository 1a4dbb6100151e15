import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import type { ManagedLoginOptions } from '../../user-pool-options.js';
import { renderPage, type PageContent } from './pages/page.js';
import { pageHeaders } from './pages/page-headers.js';

/** A page and what it is sent with. */
export interface PageToSend {
  readonly status: number;
  readonly content: PageContent;
  readonly look: ManagedLoginOptions;
  /** Sources of a Content Security Policy that forms of the page may end up at. */
  readonly formTargets: readonly string[];
  readonly cookies: readonly string[];
}

export function sendPage(response: ServerResponse, page: PageToSend): void {
  const nonce = randomBytes(16).toString('base64');
  const headers = { ...pageHeaders(nonce, page.formTargets), 'set-cookie': [...page.cookies] };
  response.writeHead(page.status, headers).end(renderPage(page.content, page.look, nonce));
}

export function sendRedirect(
  response: ServerResponse,
  location: string,
  cookies: readonly string[] = [],
): void {
  const headers = { location, 'cache-control': 'no-store', 'set-cookie': [...cookies] };
  response.writeHead(302, headers).end();
}
