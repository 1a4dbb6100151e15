import { ServiceError } from '../../http/service-error.js';
import { refusals } from '../refusals.js';
import { assessRisk } from '../risk/threat-protection.js';
import { type ChallengeGiven, isMember, type SignInAttempt, type SignInOutcome } from './attempt.js';
import { askForSecondFactor } from './second-factor.js';
import { noteRisk, noteStep } from './sign-in-events.js';

/** The refusal of a password, which is remembered. */
export function refusePassword(attempt: SignInAttempt, refusal: ServiceError): ServiceError {
  noteStep(attempt, { response: 'Fail', challenge: { name: 'Password', response: 'Failure' } });
  return refusal;
}

/** Goes on once the user has proved to be the one: by a password, or by a code in its place. */
export async function passFirstFactor(attempt: SignInAttempt): Promise<SignInOutcome> {
  assertMaySignIn(attempt);
  const risk = assessRisk(attempt.pool.risk, attempt.context);
  await noteRisk(attempt, risk);
  if (risk.action === 'BLOCK') throw refusals.notAuthorized('Unable to login because of security reasons.');
  return attempt.user.status === 'FORCE_CHANGE_PASSWORD'
    ? askForNewPassword(attempt)
    : askForSecondFactor(attempt, 'Authentication');
}

/** Throws unless the user is one who may sign in. */
export function assertMaySignIn(attempt: SignInAttempt): void {
  const { user, clock } = attempt;
  if (!isMember(attempt)) throw refusals.incorrectPassword();
  if (!user.enabled) throw refusals.disabledUser();
  switch (user.status) {
    case 'CONFIRMED':
      return;
    case 'UNCONFIRMED':
      throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
    case 'RESET_REQUIRED':
      throw new ServiceError('PasswordResetRequiredException', 'Password reset required for the user');
    case 'FORCE_CHANGE_PASSWORD':
      if (user.temporaryPasswordExpiresAt === undefined || clock() >= user.temporaryPasswordExpiresAt) {
        throw refusals.notAuthorized('Temporary password has expired and must be reset by an administrator.');
      }
      return;
    case 'EXTERNAL_PROVIDER':
      // Whoever signs in through another company has no password here.
      throw refusals.incorrectPassword();
  }
}

const askForNewPassword = (attempt: SignInAttempt): ChallengeGiven => ({
  kind: 'challenge',
  name: 'NEW_PASSWORD_REQUIRED',
  session: attempt.pool.challenges.add(attempt, { name: 'NEW_PASSWORD_REQUIRED' }),
  parameters: {
    USER_ID_FOR_SRP: attempt.user.username,
    requiredAttributes: '[]',
    userAttributes: JSON.stringify(Object.fromEntries(attempt.user.attributes)),
  },
});
