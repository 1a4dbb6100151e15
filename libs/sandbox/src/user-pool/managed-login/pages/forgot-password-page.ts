import type { PageContext } from '../page-context.js';
import { newPasswordField, usernameField } from './account-fields.js';
import { field, form, link } from './form-parts.js';
import { html } from './html.js';
import type { PageContent, PageNews } from './page.js';

/** The page that asks who has forgotten the password. */
export const forgotPasswordPage = (context: PageContext, news: PageNews = {}): PageContent => ({
  title: 'Forgot your password?',
  ...news,
  body: html`
    ${form(
      context,
      '/forgotPassword',
      html`${usernameField(context)}
        <p class="hint">We send a code to your email address or phone.</p>`,
      'Reset my password',
    )}
    ${link(context, '/login', 'Back to sign in')}
  `,
});

/** The page that asks for the code and the new password. */
export const newPasswordPage = (
  context: PageContext,
  username: string,
  news: PageNews = {},
): PageContent => ({
  title: 'Choose a new password',
  ...news,
  body: html`
    ${form(
      context,
      '/confirmForgotPassword',
      html`
        ${usernameField(context, username)}
        ${field({ name: 'code', label: 'Code', autocomplete: 'one-time-code', numeric: true })}
        ${newPasswordField(context, 'password')}
      `,
      'Change password',
    )}
    ${link(context, '/login', 'Back to sign in')}
  `,
});
