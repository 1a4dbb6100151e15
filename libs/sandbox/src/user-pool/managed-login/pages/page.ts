import type { ManagedLoginOptions } from '../../../user-pool-options.js';
import { html, Html } from './html.js';

/** What has happened before a page. */
export interface PageNews {
  /** What was wrong with what was sent. */
  readonly error?: string;
  /** What was done. */
  readonly notice?: string;
}

/** What one page says. */
export interface PageContent extends PageNews {
  readonly title: string;
  readonly body: Html;
}

/** The class names are those of Cognito's pages, so that a style sheet made for them fits these. */
const STYLE = `
:root { color-scheme: light; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; background: #f3f4f6; color: #16191f; }
main { max-width: 24rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #c6cbd3; border-radius: .5rem; }
h1 { margin: 0 0 1rem; font-size: 1.4rem; }
label, input, button, .idpButton-customizable { display: block; box-sizing: border-box; width: 100%; }
label { margin-top: .75rem; font-weight: 600; }
input { padding: .5rem; font: inherit; border: 1px solid #687078; border-radius: .25rem; }
button, .idpButton-customizable { margin-top: 1rem; padding: .6rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; border: 1px solid #16191f; border-radius: .25rem; cursor: pointer; }
button { background: #16191f; color: #fff; }
.idpButton-customizable, button.secondary, .redirect-customizable button { background: #fff; color: #16191f; }
a { color: #0b5cad; }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid #0b5cad; outline-offset: 2px; }
.hint { margin: 0; color: #414d5c; font-size: .9rem; }
.errorMessage-customizable { padding: .75rem; border: 2px solid #b3141d; border-radius: .25rem; color: #8a0f16; }
.notice { padding: .75rem; border: 2px solid #1d6f42; border-radius: .25rem; }
.logo-customizable { display: block; max-width: 100%; max-height: 6rem; margin: 0 auto 1rem; }
code { overflow-wrap: anywhere; }
fieldset { margin: .75rem 0 0; border: 1px solid #687078; border-radius: .25rem; }
.choice { display: flex; gap: .5rem; font-weight: 400; }
.choice input { width: auto; }
@media (max-width: 26rem) { main { margin: 0; border: 0; border-radius: 0; } }
`;

/** A whole page. It needs no script; its styles are let in by the nonce. */
export function renderPage(content: PageContent, look: ManagedLoginOptions, nonce: string): string {
  const { title, body, error, notice } = content;
  // Checked when the sandbox starts: neither can end the element it stands in.
  const styles = new Html(STYLE + (look.css ?? ''));
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${error === undefined ? title : `Error: ${title}`}</title>
        <style nonce="${nonce}">
          ${styles}
        </style>
      </head>
      <body class="background-customizable">
        <main class="banner-customizable">
          ${
            look.logo === undefined
              ? undefined
              : html`<img class="logo-customizable" src="${look.logo}" alt="" />`
          }
          <h1>${title}</h1>
          ${
            error === undefined
              ? undefined
              : html`<p id="error" class="errorMessage-customizable" role="alert">${error}</p>`
          }
          ${notice === undefined ? undefined : html`<p class="notice" role="status">${notice}</p>`} ${body}
        </main>
      </body>
    </html> `;
  return document.markup;
}
