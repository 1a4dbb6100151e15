import type { AppClient } from '../app-client.js';
import type { AuthorizationRequest } from '../oauth2/authorization-request.js';
import type { UserPool } from '../user-pool.js';
import type { UserPools } from '../user-pool-service.js';
import type { PageContent } from './pages/page.js';

/** What every page of a sign-in must know. */
export interface PageContext {
  readonly pools: UserPools;
  readonly pool: UserPool;
  readonly client: AppClient;
  /** What the application wants, carried from page to page. */
  readonly request: AuthorizationRequest;
  /** What was sent with a form; empty when a page is asked for. */
  readonly form: URLSearchParams;
  readonly csrfToken: string;
  /** Where the request comes from: the other end of the connection. */
  readonly ipAddress?: string;
}

export type PageAnswer =
  | { readonly kind: 'page'; readonly status: 200 | 400; readonly content: PageContent }
  | { readonly kind: 'redirect'; readonly location: string; readonly cookies?: readonly string[] };

/** Shows a page, or answers what its form sent. */
export type AnswerPage = (context: PageContext) => PageAnswer | Promise<PageAnswer>;

export const showPage = (content: PageContent): PageAnswer => ({
  kind: 'page',
  status: content.error === undefined ? 200 : 400,
  content,
});
