import type { TrackedDevice } from '../devices/tracked-device.js';
import type { ChallengeGiven, SignInAttempt } from './attempt.js';

/** Asks a remembered device to prove its password, by SRP. */
export const askForDevice = (attempt: SignInAttempt, device: TrackedDevice): ChallengeGiven => ({
  kind: 'challenge',
  name: 'DEVICE_SRP_AUTH',
  session: attempt.pool.challenges.add(attempt, { name: 'DEVICE_SRP_AUTH', device }),
  parameters: {},
});
