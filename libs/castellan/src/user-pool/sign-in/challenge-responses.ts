import { UserPoolInputError } from '../../errors/index.js';
import type { ChallengeAnswer } from './challenge-answer.js';

/** What Cognito is told, by the names it has for it, besides who answers. */
export interface ChallengeResponses {
  readonly responses: Readonly<Record<string, string>>;
  /** Must not be shown by whatever comes back. */
  readonly secrets: readonly string[];
}

/** The answer in Cognito's words. */
export function challengeResponses(answer: ChallengeAnswer): ChallengeResponses {
  switch (answer.name) {
    case 'NEW_PASSWORD_REQUIRED':
      return secret({ NEW_PASSWORD: answer.newPassword }, withPrefix(answer.attributes));
    case 'SMS_MFA':
    case 'SMS_OTP':
    case 'EMAIL_OTP':
    case 'SOFTWARE_TOKEN_MFA':
      return secret({ [`${answer.name}_CODE`]: answer.code });
    case 'MFA_SETUP':
      return secret({}, answer.email === undefined ? {} : { EMAIL: answer.email });
    case 'SELECT_MFA_TYPE':
      return secret({}, { ANSWER: answer.method });
    case 'SELECT_CHALLENGE':
      return secret('password' in answer ? { PASSWORD: answer.password } : {}, { ANSWER: answer.factor });
    case 'PASSWORD':
    case 'PASSWORD_SRP':
      return secret({ PASSWORD: answer.password });
    case 'WEB_AUTHN':
      return secret({ CREDENTIAL: JSON.stringify(answer.credential) });
    case 'CUSTOM_CHALLENGE':
      return secret({ ANSWER: answer.answer });
    default:
      throw new UserPoolInputError(
        'No challenge has this name. Answer with the name that the challenge had.',
      );
  }
}

const secret = (
  secrets: Readonly<Record<string, string>>,
  open: Readonly<Record<string, string>> = {},
): ChallengeResponses => ({ responses: { ...open, ...secrets }, secrets: Object.values(secrets) });

const withPrefix = (attributes: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`userAttributes.${name}`, value]));
