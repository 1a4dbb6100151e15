import type { ChallengeGiven } from '../../sign-in/attempt.js';
import type { PageContext } from '../page-context.js';
import { newPasswordField } from './account-fields.js';
import { field, form, link } from './form-parts.js';
import { html, type Html } from './html.js';
import type { PageContent, PageNews } from './page.js';

/** What a challenge asks for, on its page. */
interface ChallengeForm {
  readonly title: string;
  readonly fields: Html;
}

/** The page of one challenge. What finds the challenge again goes along in the form. */
export function challengePage(
  context: PageContext,
  username: string,
  challenge: ChallengeGiven,
  news: PageNews = {},
): PageContent {
  const { title, fields } = challengeForm(context, challenge);
  const hidden = { username, challenge: challenge.name, session: challenge.session ?? '' };
  return {
    title,
    ...news,
    body: html`
      ${form(context, '/challenge', fields, 'Continue', hidden)} ${link(context, '/login', 'Start again')}
    `,
  };
}

/** What the answer to a challenge is called. */
export function responseName(challenge: string): string {
  switch (challenge) {
    case 'NEW_PASSWORD_REQUIRED':
      return 'NEW_PASSWORD';
    case 'PASSWORD':
      return 'PASSWORD';
    case 'SELECT_CHALLENGE':
    case 'SELECT_MFA_TYPE':
      return 'ANSWER';
    default:
      return `${challenge}_CODE`;
  }
}

function challengeForm(context: PageContext, { name, parameters, available }: ChallengeGiven): ChallengeForm {
  switch (name) {
    case 'NEW_PASSWORD_REQUIRED':
      return { title: 'Choose a new password', fields: newPasswordField(context, 'answer') };
    case 'PASSWORD':
      return { title: 'Enter your password', fields: password };
    case 'SELECT_CHALLENGE':
      return { title: 'Choose how to sign in', fields: choices(available ?? []) };
    case 'SELECT_MFA_TYPE':
      return { title: 'Choose how to continue', fields: choices(namesIn(parameters.MFAS_CAN_CHOOSE)) };
    case 'SOFTWARE_TOKEN_MFA':
      return { title: 'Enter your code', fields: code('From your authenticator app.') };
    default:
      return {
        title: 'Enter your code',
        fields: code(`We have sent it to ${parameters.CODE_DELIVERY_DESTINATION ?? 'you'}.`),
      };
  }
}

const code = (hint: string): Html =>
  field({ name: 'answer', label: 'Code', autocomplete: 'one-time-code', numeric: true, hint });

const password = field({
  name: 'answer',
  label: 'Password',
  type: 'password',
  autocomplete: 'current-password',
});

/** A JSON array. */
const namesIn = (json = '[]'): readonly string[] => JSON.parse(json) as readonly string[];

const LABELS: Readonly<Record<string, string>> = {
  PASSWORD: 'My password',
  SMS_MFA: 'A code by text message',
  SMS_OTP: 'A code by text message',
  EMAIL_OTP: 'A code by email',
  SOFTWARE_TOKEN_MFA: 'A code from my authenticator app',
};

/** What has no label can not be done without a script. */
const choices = (names: readonly string[]): Html =>
  html`<fieldset>
    <legend>Continue with</legend>
    ${names
      .filter((name) => Object.hasOwn(LABELS, name))
      .map(
        (name) =>
          html`<label class="choice"
            ><input type="radio" name="answer" value="${name}" required /> ${LABELS[name]}</label
          >`,
      )}
  </fieldset>`;
