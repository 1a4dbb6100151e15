import type { PageContext } from '../page-context.js';
import { usernameField } from './account-fields.js';
import { field, form, link } from './form-parts.js';
import { html } from './html.js';
import type { PageContent, PageNews } from './page.js';

/** The page that asks for the code of a sign-up. */
export const confirmPage = (context: PageContext, username: string, news: PageNews = {}): PageContent => ({
  title: 'Confirm your account',
  ...news,
  body: html`
    ${form(
      context,
      '/confirmUser',
      html`
        ${usernameField(context, username)}
        ${field({
          name: 'code',
          label: 'Code',
          autocomplete: 'one-time-code',
          numeric: true,
          hint: 'We have sent it to you.',
        })}
      `,
      'Confirm',
    )}
    ${
      username === ''
        ? undefined
        : html`<div class="redirect-customizable">
            ${form(context, '/resendcode', undefined, 'Send a new code', { username })}
          </div>`
    }
    ${link(context, '/login', 'Back to sign in')}
  `,
});
