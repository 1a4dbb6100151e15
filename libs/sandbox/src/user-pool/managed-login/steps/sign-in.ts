import { showPage, type AnswerPage } from '../page-context.js';
import { loginPage } from '../pages/login-page.js';
import { typed, typedPassword } from './form-values.js';
import { startSignIn } from './sign-in-flow.js';
import { afterSignIn, explained } from './sign-in-result.js';

/** `POST /login` */
export const signIn: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  const password = typedPassword(context);
  if (username === '' || password === '') {
    return showPage(loginPage(context, { error: 'Enter your user name and your password.' }));
  }
  try {
    return afterSignIn(context, username, await startSignIn(context, username, password));
  } catch (error) {
    return explained(context, error, username, (message) => showPage(loginPage(context, { error: message })));
  }
};
