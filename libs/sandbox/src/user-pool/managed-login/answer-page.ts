import type { Exchange } from '../../http/router.js';
import { AuthorizationRefusal } from '../oauth2/authorization-refusal.js';
import { readAuthorizationRequest } from '../oauth2/read-authorization-request.js';
import type { UserPools } from '../user-pool-service.js';
import { readBrowserRequest, type BrowserRequest } from './browser-request.js';
import { csrfCookie, csrfCookieName } from './cookies.js';
import { CSRF_FIELD, csrfTokenOf, isSentByOwnPage } from './csrf.js';
import { showPage, type AnswerPage, type PageAnswer, type PageContext } from './page-context.js';
import { loginPage } from './pages/login-page.js';
import { cspSource } from './pages/page-headers.js';
import { sendPage, sendRedirect } from './send-page.js';

/** Shows a page of a sign-in, whose address has the parameters of its authorization request. */
export async function answerPage(pools: UserPools, exchange: Exchange, show: AnswerPage): Promise<void> {
  await answer(pools, exchange, show);
}

/** Answers a form of such a page, once it is known to come from there. */
export async function answerForm(pools: UserPools, exchange: Exchange, submit: AnswerPage): Promise<void> {
  await answer(pools, exchange, (context, request) =>
    isFromOwnPage(context, request)
      ? submit(context)
      : showPage(loginPage(context, { error: 'This page was open for too long. Please try again.' })),
  );
}

async function answer(
  pools: UserPools,
  exchange: Exchange,
  run: (context: PageContext, request: BrowserRequest) => PageAnswer | Promise<PageAnswer>,
): Promise<void> {
  const request = await readBrowserRequest(exchange);
  await withRefusals(exchange, async () => {
    const found = readAuthorizationRequest(request.parameters, (id) => pools.byClientId(id));
    const { pool, client } = found;
    const csrfToken = csrfTokenOf(request.cookies.get(csrfCookieName(pool)));
    const { remoteAddress: ipAddress } = exchange.request.socket;
    const context = {
      ...{ ...found, pools, csrfToken, form: new URLSearchParams(request.body) },
      ...(ipAddress !== undefined && { ipAddress }),
    };
    const answered = await run(context, request);
    if (answered.kind === 'redirect') {
      sendRedirect(exchange.response, answered.location, answered.cookies);
      return;
    }
    sendPage(exchange.response, {
      ...answered,
      look: pool.managedLogin,
      formTargets: [...new Set(client.callbackUrls.map(cspSource))],
      cookies: [csrfCookie(pool, csrfToken)],
    });
  });
}

/** Sends a browser to where a refusal is shown. */
export async function withRefusals({ response }: Exchange, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof AuthorizationRefusal)) throw error;
    sendRedirect(response, error.location);
  }
}

function isFromOwnPage({ pool, form }: PageContext, { headers, cookies }: BrowserRequest): boolean {
  const isForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers['content-type'] ?? '');
  return isForm && isSentByOwnPage(headers, cookies.get(csrfCookieName(pool)), form.get(CSRF_FIELD));
}
