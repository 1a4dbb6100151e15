import { findDevice } from '../devices/tracked-device.js';
import type { MfaType } from '../mfa/mfa-settings.js';
import { hasMeans, mfaOf, usableFactors } from '../mfa/user-mfa.js';
import { refusals } from '../refusals.js';
import { assessRisk } from '../risk/threat-protection.js';
import type { ChallengeGiven, SignInAttempt, SignInOutcome, SignInPassed } from './attempt.js';
import { askForDevice } from './device-question.js';
import { sendCode } from './sent-code.js';

/** Goes on after the first factor: with a device that stands in for the second one, with that, or with nothing. */
export async function askForSecondFactor(
  attempt: SignInAttempt,
  occasion: SignInPassed['occasion'],
): Promise<SignInOutcome> {
  const { pool, user, context, deviceKey } = attempt;
  const device = deviceKey === undefined ? undefined : findDevice(user, deviceKey);
  if (deviceKey !== undefined && device === undefined) {
    throw refusals.resourceNotFound('Device does not exist.');
  }
  const { action } = assessRisk(pool.risk, context);
  const risky = action === 'MFA_REQUIRED' || action === 'MFA_IF_CONFIGURED';
  const isKnownDevice = device?.verifier !== undefined && device.remembered;
  if (isKnownDevice && !risky && pool.deviceTracking?.challengeRequiredOnNewDevice === true) {
    return askForDevice(attempt, device);
  }
  const factors = risky ? configuredFactors(attempt) : usableFactors(user, pool.mfa);
  if (factors.length > 0) return askForFactor(attempt, factors);
  if (action === 'MFA_REQUIRED') {
    throw refusals.notAuthorized('Unable to login because of security reasons.');
  }
  if (pool.mfa.configuration === 'ON') return askForSetup(attempt);
  return passSecondFactor(attempt, occasion);
}

/** Goes on after the second factor, or where there is none: a remembered device still proves itself. */
export function passSecondFactor(attempt: SignInAttempt, occasion: SignInPassed['occasion']): SignInOutcome {
  const { user, deviceKey } = attempt;
  const device = deviceKey === undefined ? undefined : findDevice(user, deviceKey);
  if (device?.verifier !== undefined && device.remembered) return askForDevice(attempt, device);
  return { kind: 'passed', attempt, occasion };
}

/** Asks for one factor. */
export function askForType(attempt: SignInAttempt, type: MfaType): Promise<ChallengeGiven> | ChallengeGiven {
  return type === 'SOFTWARE_TOKEN_MFA' ? askForSoftwareToken(attempt) : sendCode(attempt, type, false);
}

/** Where a sign-in is a risk, whatever the user has ever set up is asked for. */
function configuredFactors({ pool, user }: SignInAttempt): readonly MfaType[] {
  return pool.mfa.configuration === 'OFF' ? [] : pool.mfa.types.filter((type) => hasMeans(user, type));
}

function askForFactor(
  attempt: SignInAttempt,
  factors: readonly MfaType[],
): Promise<ChallengeGiven> | ChallengeGiven {
  const [first] = factors;
  const { preferred } = mfaOf(attempt.user);
  const chosen = factors.length === 1 ? first : factors.find((factor) => factor === preferred);
  if (chosen !== undefined) return askForType(attempt, chosen);
  return {
    kind: 'challenge',
    name: 'SELECT_MFA_TYPE',
    session: attempt.pool.challenges.add(attempt, { name: 'SELECT_MFA_TYPE', choices: factors }),
    parameters: { MFAS_CAN_CHOOSE: JSON.stringify(factors), USER_ID_FOR_SRP: attempt.user.username },
  };
}

function askForSoftwareToken(attempt: SignInAttempt): ChallengeGiven {
  const { pool, user } = attempt;
  const name = mfaOf(user).softwareToken?.friendlyName;
  return {
    kind: 'challenge',
    name: 'SOFTWARE_TOKEN_MFA',
    session: pool.challenges.add(attempt, { name: 'SOFTWARE_TOKEN_MFA' }),
    parameters: {
      USER_ID_FOR_SRP: user.username,
      ...(name !== undefined && { FRIENDLY_DEVICE_NAME: name }),
    },
  };
}

const askForSetup = (attempt: SignInAttempt): ChallengeGiven => ({
  kind: 'challenge',
  name: 'MFA_SETUP',
  session: attempt.pool.challenges.add(attempt, { name: 'MFA_SETUP', verified: false }),
  parameters: {
    MFAS_CAN_SETUP: JSON.stringify(attempt.pool.mfa.types),
    USER_ID_FOR_SRP: attempt.user.username,
  },
});
