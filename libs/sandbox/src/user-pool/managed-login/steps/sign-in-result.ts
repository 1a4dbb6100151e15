import { ServiceError } from '../../../http/service-error.js';
import { finishAuthorization } from '../../oauth2/finish-authorization.js';
import type { ChallengeGiven } from '../../sign-in/attempt.js';
import type { User } from '../../users.js';
import { sessionCookie } from '../cookies.js';
import { showPage, type PageAnswer, type PageContext } from '../page-context.js';
import { challengePage } from '../pages/challenge-page.js';
import { confirmPage } from '../pages/confirm-page.js';
import { newPasswordPage } from '../pages/forgot-password-page.js';
import { mfaSetupPage } from '../pages/mfa-setup-page.js';
import { callApi } from './api-call.js';
import type { FlowResult } from './sign-in-flow.js';

/** Goes back to the application with a code, or on to what is asked next. */
export async function afterSignIn(
  context: PageContext,
  username: string,
  result: FlowResult,
): Promise<PageAnswer> {
  if (result.kind === 'passed') return signedIn(context, result.user);
  if (result.name === 'MFA_SETUP') return startMfaSetup(context, username, result);
  return showPage(challengePage(context, username, result));
}

/** Remembers the browser and sends it back to the application. */
function signedIn({ pool, client, request }: PageContext, user: User): PageAnswer {
  const location = finishAuthorization(pool, client, request, user);
  return { kind: 'redirect', location, cookies: [sessionCookie(pool, pool.browserSessions.start(user.sub))] };
}

async function startMfaSetup(
  context: PageContext,
  username: string,
  challenge: ChallengeGiven,
): Promise<PageAnswer> {
  const answer = await callApi(context, 'AssociateSoftwareToken', { Session: challenge.session });
  const { SecretCode: secret, Session: session } = answer as {
    readonly SecretCode: string;
    readonly Session: string;
  };
  return showPage(mfaSetupPage(context, { username, session, secret }));
}

/** Shows what was refused, on the page where it can be mended. Anything but a refusal is thrown on. */
export function explained(
  context: PageContext,
  error: unknown,
  username: string,
  show: (message: string) => PageAnswer,
): PageAnswer {
  if (!(error instanceof ServiceError)) throw error;
  // Both are said only to somebody who knows the password.
  if (error.type === 'UserNotConfirmedException') {
    return showPage(confirmPage(context, username, { error: 'Your account is not confirmed yet.' }));
  }
  if (error.type === 'PasswordResetRequiredException') {
    return showPage(newPasswordPage(context, username, { error: 'Your password must be reset.' }));
  }
  return show(error.message);
}
