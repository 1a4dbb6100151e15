import { authorizationParameters } from '../../oauth2/authorization-request.js';
import type { PageContext } from '../page-context.js';
import { usernameField } from './account-fields.js';
import { field, form, link } from './form-parts.js';
import { html, type Html } from './html.js';
import type { PageContent, PageNews } from './page.js';

/** The providers that the client may use, and the form of the pool's own users. */
export function loginPage(context: PageContext, news: PageNews = {}): PageContent {
  const { client } = context;
  const others = client.supportedIdentityProviders.filter((name) => name !== 'COGNITO');
  const own = client.supportedIdentityProviders.includes('COGNITO');
  return {
    title: 'Sign in',
    ...news,
    body: html`
      ${others.map((name) => providerLink(context, name))} ${own ? passwordForm(context) : undefined}
    `,
  };
}

const passwordForm = (context: PageContext): Html => html`
  ${form(
    context,
    '/login',
    html`
      ${usernameField(context)}
      ${field({
        name: 'password',
        label: 'Password',
        type: 'password',
        autocomplete: 'current-password',
      })}
    `,
    'Sign in',
    {},
    codeButtons(context),
  )}
  ${link(context, '/forgotPassword', 'Forgot your password?')}
  ${
    context.pool.settings.allowAdminCreateUserOnly
      ? undefined
      : link(context, '/signup', 'Need an account? Sign up')
  }
`;

const CODES = { EMAIL_OTP: 'Send me a code by email', SMS_OTP: 'Send me a code by text message' } as const;

/** Of a pool that takes a code in place of a password. */
const codeButtons = ({ pool }: PageContext): readonly Html[] =>
  pool.firstAuthFactors
    // Passkeys need a script, which these pages have none of.
    .filter((factor) => factor !== 'PASSWORD' && factor !== 'WEB_AUTHN')
    .map(
      (factor) => html`
        <button
          type="submit"
          class="submitButton-customizable secondary"
          name="factor"
          value="${factor}"
          formnovalidate
        >
          ${CODES[factor]}
        </button>
      `,
    );

/** A link and no form: what a form may end up at is limited, and a provider may be anywhere. */
function providerLink({ request }: PageContext, name: string): Html {
  const parameters = authorizationParameters({ ...request, identityProvider: name });
  return html`<a class="idpButton-customizable" href="/oauth2/authorize?${parameters.toString()}"
    >Continue with ${name}</a
  >`;
}
