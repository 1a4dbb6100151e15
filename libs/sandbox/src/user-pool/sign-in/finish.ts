import { findDevice, type TrackedDevice, trackDevice } from '../devices/tracked-device.js';
import type { SignInAttempt, SignInPassed } from './attempt.js';
import { invalidSession } from './challenges.js';
import { assertMaySignIn } from './first-factor.js';
import { noteStep } from './sign-in-events.js';

/** A sign-in that is complete. Its tokens can be issued, or its authorization code. */
export interface FinishedSignIn {
  readonly attempt: SignInAttempt;
  readonly occasion: SignInPassed['occasion'];
  /** The device that the user signed in with, if the pool tracks devices. */
  readonly device?: TrackedDevice;
  /** Whether the device is tracked from now on only. */
  readonly isNewDevice: boolean;
}

/** Ends a sign-in that has passed. Throws for a user who may no longer sign in, or whom a trigger refuses. */
export async function finishSignIn({ attempt, occasion }: SignInPassed): Promise<FinishedSignIn> {
  const { pool, client, user, deviceKey, clientMetadata } = attempt;
  assertMayGetTokens(attempt);
  const known = deviceKey === undefined ? undefined : findDevice(user, deviceKey);
  const isNewDevice = pool.deviceTracking !== undefined && known === undefined;
  await pool.triggers.postAuthentication({
    username: user.username,
    clientId: client.clientId,
    clientMetadata,
    user,
    newDeviceUsed: isNewDevice,
  });
  // While the trigger ran the user may have been disabled.
  assertMayGetTokens(attempt);
  noteStep(attempt, { response: 'Pass' });
  const device = deviceOf(attempt, known);
  return { attempt, occasion, isNewDevice, ...(device !== undefined && { device }) };
}

/** A password that was reset since the first factor must be changed first, unless triggers ask for none at all. */
function assertMayGetTokens(attempt: SignInAttempt): void {
  assertMaySignIn(attempt);
  if (attempt.custom === undefined && attempt.user.status !== 'CONFIRMED') throw invalidSession();
}

function deviceOf(
  { pool, user, clock, context }: SignInAttempt,
  known: TrackedDevice | undefined,
): TrackedDevice | undefined {
  if (pool.deviceTracking === undefined) return undefined;
  const device = known ?? trackDevice(user, pool.userPoolId, clock());
  device.lastAuthenticatedAt = clock();
  if (context.ipAddress !== undefined) device.lastIpAddress = context.ipAddress;
  return device;
}
