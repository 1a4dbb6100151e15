import type { PageContext } from '../page-context.js';
import { addressFields, newPasswordField, usernameField } from './account-fields.js';
import { form, link } from './form-parts.js';
import { html } from './html.js';
import type { PageContent, PageNews } from './page.js';

/** The page on which a new user chooses a name and a password. */
export const signUpPage = (context: PageContext, news: PageNews = {}): PageContent => ({
  title: 'Sign up',
  ...news,
  body: html`
    ${form(
      context,
      '/signup',
      html`${usernameField(context)} ${addressFields(context)} ${newPasswordField(context, 'password')}`,
      'Sign up',
    )}
    ${link(context, '/login', 'Have an account? Sign in')}
  `,
});
