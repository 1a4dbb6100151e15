import { showPage, type AnswerPage } from '../page-context.js';
import { neededAddresses } from '../pages/account-fields.js';
import { confirmPage } from '../pages/confirm-page.js';
import { loginPage } from '../pages/login-page.js';
import { signUpPage } from '../pages/sign-up-page.js';
import { callApiFor } from './api-call.js';
import { typed, typedPassword } from './form-values.js';
import { explained } from './sign-in-result.js';

/** `POST /signup` */
export const signUp: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  try {
    const answer = await callApiFor(context, 'SignUp', username, {
      Password: typedPassword(context),
      UserAttributes: neededAddresses(context.pool.settings)
        .map((name) => ({ Name: name, Value: typed(context, name) }))
        .filter(({ Value }) => Value !== ''),
    });
    const { UserConfirmed } = answer as { readonly UserConfirmed: boolean };
    return showPage(
      UserConfirmed
        ? loginPage(context, { notice: 'Your account is ready. You can sign in now.' })
        : confirmPage(context, username, { notice: 'We have sent you a code.' }),
    );
  } catch (error) {
    return explained(context, error, username, (message) =>
      showPage(signUpPage(context, { error: message })),
    );
  }
};

/** `POST /confirmUser` */
export const confirmUser: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  try {
    await callApiFor(context, 'ConfirmSignUp', username, { ConfirmationCode: typed(context, 'code') });
    return showPage(loginPage(context, { notice: 'Your account is confirmed. You can sign in now.' }));
  } catch (error) {
    return explained(context, error, username, (message) =>
      showPage(confirmPage(context, username, { error: message })),
    );
  }
};

/** `POST /resendcode` */
export const resendCode: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  try {
    await callApiFor(context, 'ResendConfirmationCode', username);
    return showPage(confirmPage(context, username, { notice: 'We have sent you a new code.' }));
  } catch (error) {
    return explained(context, error, username, (message) =>
      showPage(confirmPage(context, username, { error: message })),
    );
  }
};
