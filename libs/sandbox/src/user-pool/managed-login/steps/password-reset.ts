import { showPage, type AnswerPage } from '../page-context.js';
import { forgotPasswordPage, newPasswordPage } from '../pages/forgot-password-page.js';
import { loginPage } from '../pages/login-page.js';
import { callApiFor } from './api-call.js';
import { typed, typedPassword } from './form-values.js';
import { explained } from './sign-in-result.js';

/** `POST /forgotPassword`: the same page follows whether or not there is such a user. */
export const forgotPassword: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  try {
    await callApiFor(context, 'ForgotPassword', username);
    return showPage(
      newPasswordPage(context, username, { notice: 'If the account exists, we have sent you a code.' }),
    );
  } catch (error) {
    return explained(context, error, username, (message) =>
      showPage(forgotPasswordPage(context, { error: message })),
    );
  }
};

/** `POST /confirmForgotPassword` */
export const confirmForgotPassword: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  try {
    await callApiFor(context, 'ConfirmForgotPassword', username, {
      ConfirmationCode: typed(context, 'code'),
      Password: typedPassword(context),
    });
    return showPage(loginPage(context, { notice: 'Your password is changed. You can sign in now.' }));
  } catch (error) {
    return explained(context, error, username, (message) =>
      showPage(newPasswordPage(context, username, { error: message })),
    );
  }
};
