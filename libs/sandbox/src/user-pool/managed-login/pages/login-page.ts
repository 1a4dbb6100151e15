import { authorizationParameters } from '../../oauth2/authorization-request.js';
import type { PageContext } from '../page-context.js';
import { field, form, link } from './form-parts.js';
import { html, type Html } from './html.js';
import type { PageContent, PageNews } from './page.js';

/** The providers that the client may use, and the form of the pool's own users. */
export function loginPage(context: PageContext, news: PageNews = {}): PageContent {
  const { client, request, form: sent } = context;
  const others = client.supportedIdentityProviders.filter((name) => name !== 'COGNITO');
  const own = client.supportedIdentityProviders.includes('COGNITO');
  return {
    title: 'Sign in',
    ...news,
    body: html`
      ${others.map((name) => providerLink(context, name))}
      ${own ? passwordForm(context, sent.get('username') ?? request.loginHint) : undefined}
    `,
  };
}

const passwordForm = (context: PageContext, username: string | undefined): Html => html`
  ${form(
    context,
    '/login',
    html`
      ${field({ name: 'username', label: 'User name', autocomplete: 'username', value: username })}
      ${field({
        name: 'password',
        label: 'Password',
        type: 'password',
        autocomplete: 'current-password',
      })}
    `,
    'Sign in',
  )}
  ${link(context, '/forgotPassword', 'Forgot your password?')}
  ${link(context, '/signup', 'Need an account? Sign up')}
`;

/** A link and no form: what a form may end up at is limited, and a provider may be anywhere. */
function providerLink({ request }: PageContext, name: string): Html {
  const parameters = authorizationParameters({ ...request, identityProvider: name });
  return html`<a class="idpButton-customizable" href="/oauth2/authorize?${parameters.toString()}"
    >Continue with ${name}</a
  >`;
}
