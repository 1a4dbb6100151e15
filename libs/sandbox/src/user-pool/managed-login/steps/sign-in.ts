import { showPage, type AnswerPage } from '../page-context.js';
import { loginPage } from '../pages/login-page.js';
import { typed, typedPassword } from './form-values.js';
import { startWithCode, startWithPassword } from './sign-in-flow.js';
import { afterSignIn, explained } from './sign-in-result.js';

/** `POST /login` */
export const signIn: AnswerPage = async (context) => {
  const username = typed(context, 'username');
  const password = typedPassword(context);
  const factor = typed(context, 'factor');
  if (username === '' || (password === '' && factor === '')) {
    return showPage(loginPage(context, { error: 'Enter your user name and your password.' }));
  }
  try {
    const result = await (factor === ''
      ? startWithPassword(context, username, password)
      : startWithCode(context, username, factor));
    return await afterSignIn(context, username, result);
  } catch (error) {
    return explained(context, error, username, (message) => showPage(loginPage(context, { error: message })));
  }
};
