import type { ChallengeGiven } from '../../sign-in/attempt.js';
import type { PageContext } from '../page-context.js';
import { field, form, link } from './form-parts.js';
import { html, type Html } from './html.js';
import type { PageContent, PageNews } from './page.js';

/** What a challenge asks for, on its page. */
interface ChallengeForm {
  readonly title: string;
  readonly fields: Html;
  readonly submit: string;
}

const codeField = (hint: string): Html =>
  field({ name: 'answer', label: 'Code', autocomplete: 'one-time-code', numeric: true, hint });

/** The page of one challenge. What finds the challenge again goes along in the form. */
export function challengePage(
  context: PageContext,
  username: string,
  challenge: ChallengeGiven,
  news: PageNews = {},
): PageContent {
  const { title, fields, submit } = challengeForm(challenge);
  return {
    title,
    ...news,
    body: html`
      ${form(context, '/challenge', fields, submit, {
        username,
        challenge: challenge.name,
        session: challenge.session ?? '',
      })}
      ${link(context, '/login', 'Start again')}
    `,
  };
}

function challengeForm({ name, parameters }: ChallengeGiven): ChallengeForm {
  switch (name) {
    case 'NEW_PASSWORD_REQUIRED':
      return {
        title: 'Choose a new password',
        fields: field({
          name: 'answer',
          label: 'New password',
          type: 'password',
          autocomplete: 'new-password',
        }),
        submit: 'Change password',
      };
    case 'SOFTWARE_TOKEN_MFA':
      return {
        title: 'Enter your code',
        fields: codeField('From your authenticator app.'),
        submit: 'Sign in',
      };
    case 'SMS_MFA':
    case 'SMS_OTP':
    case 'EMAIL_OTP':
      return {
        title: 'Enter your code',
        fields: codeField(`We have sent it to ${parameters.CODE_DELIVERY_DESTINATION ?? 'you'}.`),
        submit: 'Sign in',
      };
    case 'SELECT_MFA_TYPE':
      return {
        title: 'Choose how to continue',
        fields: choices(parameters.MFAS_CAN_CHOOSE),
        submit: 'Continue',
      };
    default:
      return {
        title: 'One more question',
        fields: field({
          name: 'answer',
          label: parameters.question ?? 'Answer',
          autocomplete: 'off',
        }),
        submit: 'Continue',
      };
  }
}

const LABELS: Readonly<Record<string, string>> = {
  SMS_MFA: 'A code by text message',
  EMAIL_OTP: 'A code by email',
  SOFTWARE_TOKEN_MFA: 'A code from your authenticator app',
};

/** `MFAS_CAN_CHOOSE` is a JSON array of names. */
function choices(json = '[]'): Html {
  const names = JSON.parse(json) as readonly string[];
  return html`<fieldset>
    <legend>Your second factors</legend>
    ${names.map(
      (name) =>
        html`<label class="choice"
          ><input type="radio" name="answer" value="${name}" required /> ${LABELS[name] ?? name}</label
        >`,
    )}
  </fieldset>`;
}
