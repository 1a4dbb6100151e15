import { html } from './html.js';
import type { PageContent } from './page.js';

/** Only what is known is printed: whoever made the link chose the code. */
const EXPLANATIONS: ReadonlyMap<string | null, string> = new Map([
  [
    'redirect_mismatch',
    'The redirect_uri of the application is none of its callback URLs. They are compared character by character.',
  ],
  ['invalid_request', 'The application asked for something that can not be answered.'],
]);

/** `GET /error`: what can not be told to the application, because nobody knows where it is. */
export const errorPage = (code: string | null): PageContent => ({
  title: 'An error was encountered with the requested page',
  error: EXPLANATIONS.get(code) ?? 'Something went wrong.',
  body: html`<p>Go back to the application and try again.</p>`,
});
