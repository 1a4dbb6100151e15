import type { PageContext } from '../page-context.js';
import { field, form, link } from './form-parts.js';
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
      html`
        ${field({
          name: 'username',
          label: 'User name',
          autocomplete: 'username',
          value: context.form.get('username') ?? context.request.loginHint,
        })}
        ${field({
          name: 'email',
          label: 'Email address',
          type: 'email',
          autocomplete: 'email',
          value: context.form.get('email') ?? undefined,
        })}
        ${field({
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'new-password',
          hint: 'At least 8 characters, with upper case, lower case, a number and a symbol.',
        })}
      `,
      'Sign up',
    )}
    ${link(context, '/login', 'Have an account? Sign in')}
  `,
});
