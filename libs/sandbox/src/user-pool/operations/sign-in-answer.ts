import type { SignInOutcome } from '../sign-in/attempt.js';
import { finishSignIn } from '../sign-in/finish.js';
import { completeSignIn } from './authentication-result.js';

/** Answers with the next challenge, or with the tokens. */
export async function signInAnswer(outcome: SignInOutcome): Promise<object> {
  if (outcome.kind === 'challenge') {
    const { name, session, parameters, available } = outcome;
    return {
      ChallengeName: name,
      ChallengeParameters: parameters,
      ...(session !== undefined && { Session: session }),
      ...(available !== undefined && { AvailableChallenges: available }),
    };
  }
  const { attempt, occasion, device, isNewDevice } = await finishSignIn(outcome);
  return completeSignIn(
    attempt,
    attempt.user,
    {
      occasion,
      clientMetadata: attempt.clientMetadata,
      ...(device !== undefined && { deviceKey: device.deviceKey }),
    },
    isNewDevice && device !== undefined
      ? { NewDeviceMetadata: { DeviceKey: device.deviceKey, DeviceGroupKey: device.deviceGroupKey } }
      : {},
  );
}
