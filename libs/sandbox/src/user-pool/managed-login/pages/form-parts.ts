import { authorizationParameters } from '../../oauth2/authorization-request.js';
import { CSRF_FIELD } from '../csrf.js';
import { html, type Html, type HtmlPart } from './html.js';
import type { PageContext } from '../page-context.js';

/** The address of a page of the same sign-in. */
export const pageAddress = ({ request }: PageContext, path: string): string =>
  `${path}?${authorizationParameters(request).toString()}`;

/** A form that is sent to a page of the same sign-in. */
export const form = (
  context: PageContext,
  path: string,
  fields: HtmlPart,
  submit: string,
  hidden: Readonly<Record<string, string>> = {},
  more?: HtmlPart,
): Html => html`
  <form method="post" action="${pageAddress(context, path)}">
    ${Object.entries({ [CSRF_FIELD]: context.csrfToken, ...hidden }).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    ${fields}
    <button type="submit" class="submitButton-customizable">${submit}</button>
    ${more}
  </form>
`;

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'tel' | 'password' | 'date' | 'url';
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly optional?: boolean;
  readonly numeric?: boolean;
}

/** A labelled input. Its name is also its ID: a page has no two of one name. */
export const field = ({ type = 'text', optional = false, numeric = false, ...field }: Field): Html => {
  const hintId = `${field.name}-hint`;
  return html`
    <label class="label-customizable" for="${field.name}"
      >${field.label}${optional ? ' (optional)' : undefined}</label
    >
    ${field.hint === undefined ? undefined : html`<p class="hint" id="${hintId}">${field.hint}</p>`}
    <input
      class="inputField-customizable"
      id="${field.name}"
      name="${field.name}"
      type="${type}"
      autocomplete="${field.autocomplete}"
      value="${field.value ?? ''}"
      ${numeric ? html`inputmode="numeric"` : undefined}
      ${field.hint === undefined ? undefined : html`aria-describedby="${hintId}"`}
      ${optional ? undefined : html`required`}
    />
  `;
};

export const link = (context: PageContext, path: string, text: string): Html =>
  html`<p class="redirect-customizable"><a href="${pageAddress(context, path)}">${text}</a></p>`;
