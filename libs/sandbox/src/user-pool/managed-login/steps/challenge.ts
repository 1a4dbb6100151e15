import { ServiceError } from '../../../http/service-error.js';
import { showPage, type AnswerPage, type PageAnswer, type PageContext } from '../page-context.js';
import { challengePage, responseName } from '../pages/challenge-page.js';
import { loginPage } from '../pages/login-page.js';
import { mfaSetupPage } from '../pages/mfa-setup-page.js';
import { callApi } from './api-call.js';
import { typed } from './form-values.js';
import { continueWith } from './sign-in-flow.js';
import { afterSignIn, explained } from './sign-in-result.js';

/** What can be mended by another answer to the same question. */
const ANOTHER_TRY = ['CodeMismatchException', 'InvalidPasswordException', 'EnableSoftwareTokenMFAException'];

/** `POST /challenge` */
export const answerChallenge: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  const [name, session] = [typed(context, 'challenge'), typed(context, 'session')];
  const answer = context.form.get('answer') ?? '';
  const responses = { [responseName(name)]: name === 'NEW_PASSWORD_REQUIRED' ? answer : answer.trim() };
  try {
    return await afterSignIn(
      context,
      username,
      await continueWith(context, username, { name, session }, responses),
    );
  } catch (error) {
    const again = { kind: 'challenge', name, session, parameters: {} } as const;
    return retry(context, error, username, (message) =>
      showPage(challengePage(context, username, again, { error: message })),
    );
  }
};

/** `POST /mfaSetup`: the first code of a new authenticator app. */
export const setUpMfa: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  const [session, secret] = [typed(context, 'session'), typed(context, 'secret')];
  try {
    const verified = await callApi(context, 'VerifySoftwareToken', {
      Session: session,
      UserCode: typed(context, 'answer'),
    });
    const { Session: next } = verified as { readonly Session?: string };
    const challenge = { name: 'MFA_SETUP', ...(next !== undefined && { session: next }) };
    return await afterSignIn(context, username, await continueWith(context, username, challenge, {}));
  } catch (error) {
    return retry(context, error, username, (message) =>
      showPage(mfaSetupPage(context, { username, session, secret }, { error: message })),
    );
  }
};

/** Asks again where another answer can help; else the sign-in begins anew. */
function retry(
  context: PageContext,
  error: unknown,
  username: string,
  again: (message: string) => PageAnswer,
): PageAnswer {
  if (error instanceof ServiceError && ANOTHER_TRY.includes(error.type)) return again(error.message);
  return explained(context, error, username, (message) => showPage(loginPage(context, { error: message })));
}
