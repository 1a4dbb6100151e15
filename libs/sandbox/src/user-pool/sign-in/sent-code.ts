import { ServiceError } from '../../http/service-error.js';
import { randomCode } from '../random-id.js';
import { sameSecret } from '../secret-comparison.js';
import { codeDelivery, sendMessage } from '../send-message.js';
import { type AnsweredChallenge, type ChallengeGiven, isMember, type SignInAttempt } from './attempt.js';
import { required, type SignInRequest } from './begin.js';
import type { SentCode } from './challenge-state.js';
import { noteStep } from './sign-in-events.js';

const ADDRESS = { EMAIL_OTP: 'email', SMS_OTP: 'phone_number', SMS_MFA: 'phone_number' } as const;

/** Cognito's: eight digits in place of a password, six beside it. */
const FIRST_FACTOR_DIGITS = 8;
const SECOND_FACTOR_DIGITS = 6;

/** Sends a code and asks for it. */
export async function sendCode(
  attempt: SignInAttempt,
  name: SentCode['name'],
  first: boolean,
): Promise<ChallengeGiven> {
  const { pool, client, user, clientMetadata } = attempt;
  const attribute = ADDRESS[name];
  const code = randomCode(first ? FIRST_FACTOR_DIGITS : SECOND_FACTOR_DIGITS);
  // To who does not exist nothing is sent, but the answer is the same.
  const delivery = isMember(attempt)
    ? await sendMessage(pool, user, {
        purpose: 'Authentication',
        ...{ attribute, code, clientMetadata },
        clientId: client.clientId,
        words: {
          subject: pool.mfa.messages.emailSubject,
          text: attribute === 'email' ? pool.mfa.messages.email : pool.mfa.messages.sms,
        },
      })
    : codeDelivery(attribute, user.attributes.get(attribute) ?? '');
  return {
    kind: 'challenge',
    name,
    session: pool.challenges.add(attempt, { name, code, first }),
    parameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: delivery?.DeliveryMedium ?? '',
      CODE_DELIVERY_DESTINATION: delivery?.Destination ?? '',
      ...(first ? { USERNAME: user.username } : { USER_ID_FOR_SRP: user.username }),
    },
    ...(first && { available: [name] }),
  };
}

/** Takes the code. After a wrong one the challenge stays open, as at AWS. */
export function assertSentCode(challenge: AnsweredChallenge<SentCode>, { parameters }: SignInRequest): void {
  const { attempt, state } = challenge;
  const given = required(parameters, `${state.name}_CODE`);
  const step = state.first ? 'Password' : 'Mfa';
  if (!sameSecret(given, state.code) || !isMember(attempt)) {
    noteStep(attempt, { challenge: { name: step, response: 'Failure' } });
    throw new ServiceError('CodeMismatchException', 'Invalid code or auth state for the user.');
  }
  attempt.pool.challenges.close(challenge);
}
