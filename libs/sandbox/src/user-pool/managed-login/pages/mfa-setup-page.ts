import type { PageContext } from '../page-context.js';
import { field, form, link } from './form-parts.js';
import { html } from './html.js';
import type { PageContent, PageNews } from './page.js';

/** A software token that is being set up on the way in. */
interface NewSoftwareToken {
  readonly username: string;
  readonly session: string;
  /** In base32. */
  readonly secret: string;
}

/** The page that gives an authenticator app its key and asks for a first code. */
export const mfaSetupPage = (
  context: PageContext,
  { username, session, secret }: NewSoftwareToken,
  news: PageNews = {},
): PageContent => ({
  title: 'Set up your authenticator app',
  ...news,
  body: html`
    <ol>
      <li>
        Add this key to your authenticator app: <code id="secret">${secret}</code>. If the app is on this
        device, <a href="${keyAddress(context, username, secret)}">open it here</a>.
      </li>
      <li>Enter the code that the app shows.</li>
    </ol>
    ${form(
      context,
      '/mfaSetup',
      field({ name: 'answer', label: 'Code', autocomplete: 'one-time-code', numeric: true }),
      'Continue',
      { username, session, secret },
    )}
    ${link(context, '/login', 'Start again')}
  `,
});

/** What authenticator apps call a key URI. */
function keyAddress({ pool }: PageContext, username: string, secret: string): string {
  const label = `${encodeURIComponent(pool.userPoolId)}:${encodeURIComponent(username)}`;
  return `otpauth://totp/${label}?${new URLSearchParams({ secret, issuer: pool.userPoolId }).toString()}`;
}
