import type { Exchange, Route } from '../../http/router.js';
import { authorize } from '../oauth2/authorization-endpoint.js';
import { AuthorizationRefusal } from '../oauth2/authorization-refusal.js';
import { logoutTarget } from '../oauth2/logout-endpoint.js';
import { readAuthorizationRequest } from '../oauth2/read-authorization-request.js';
import type { UserPools } from '../user-pool-service.js';
import { answerForm, answerPage, withRefusals } from './answer-page.js';
import { readBrowserRequest } from './browser-request.js';
import { endedSessionCookie, sessionCookieName } from './cookies.js';
import { showPage, type AnswerPage } from './page-context.js';
import { confirmPage } from './pages/confirm-page.js';
import { errorPage } from './pages/error-page.js';
import { forgotPasswordPage } from './pages/forgot-password-page.js';
import { loginPage } from './pages/login-page.js';
import { signUpPage } from './pages/sign-up-page.js';
import { sendPage, sendRedirect } from './send-page.js';
import { answerChallenge, setUpMfa } from './steps/challenge.js';
import { confirmForgotPassword, forgotPassword } from './steps/password-reset.js';
import { signIn } from './steps/sign-in.js';
import { confirmUser, resendCode, signUp } from './steps/sign-up.js';

const PAGES: Readonly<Record<string, AnswerPage>> = {
  '/login': (context) => showPage(loginPage(context)),
  '/signup': (context) => showPage(signUpPage(context)),
  '/confirmUser': (context) => showPage(confirmPage(context, context.request.loginHint ?? '')),
  '/forgotPassword': (context) => showPage(forgotPasswordPage(context)),
};

const FORMS: Readonly<Record<string, AnswerPage>> = {
  '/login': signIn,
  '/challenge': answerChallenge,
  '/mfaSetup': setUpMfa,
  '/signup': signUp,
  '/confirmUser': confirmUser,
  '/resendcode': resendCode,
  '/forgotPassword': forgotPassword,
  '/confirmForgotPassword': confirmForgotPassword,
};

/** What browsers are sent to: the authorization endpoint, the pages of managed login and the way out. */
export const managedLoginRoutes = (pools: UserPools): readonly Route[] => [
  { method: 'GET', path: '/oauth2/authorize', handle: (exchange) => sendOn(pools, exchange) },
  { method: 'GET', path: '/logout', handle: (exchange) => signOut(pools, exchange) },
  { method: 'GET', path: '/error', handle: showError },
  ...Object.entries(PAGES).map(([path, show]): Route => ({
    method: 'GET',
    path,
    handle: (exchange) => answerPage(pools, exchange, show),
  })),
  ...Object.entries(FORMS).map(([path, submit]): Route => ({
    method: 'POST',
    path,
    handle: (exchange) => answerForm(pools, exchange, submit),
  })),
];

async function sendOn(pools: UserPools, exchange: Exchange): Promise<void> {
  const { parameters, cookies } = await readBrowserRequest(exchange);
  await withRefusals(exchange, async () => {
    const found = readAuthorizationRequest(parameters, (id) => pools.byClientId(id));
    const { pool } = found;
    const session = pool.browserSessions.find(cookies.get(sessionCookieName(pool)) ?? '');
    const next = await authorize(found, session);
    sendRedirect(exchange.response, next.location, next.cookies);
  });
}

async function signOut(pools: UserPools, exchange: Exchange): Promise<void> {
  const { parameters, cookies } = await readBrowserRequest(exchange);
  await withRefusals(exchange, async () => {
    const found = pools.byClientId(parameters.get('client_id') ?? '');
    if (found === undefined) throw AuthorizationRefusal.toErrorPage('invalid_request');
    const { pool } = found;
    pool.browserSessions.end(cookies.get(sessionCookieName(pool)) ?? '');
    sendRedirect(exchange.response, logoutTarget(parameters, found), [endedSessionCookie(pool)]);
  });
}

async function showError(exchange: Exchange): Promise<void> {
  const { parameters } = await readBrowserRequest(exchange);
  const content = errorPage(parameters.get('error'));
  sendPage(exchange.response, { status: 400, content, look: {}, formTargets: [], cookies: [] });
}
