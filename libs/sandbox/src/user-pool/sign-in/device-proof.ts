import { findDevice } from '../devices/tracked-device.js';
import { refusals } from '../refusals.js';
import { SrpHandshake } from '../srp/srp-handshake.js';
import type { AnsweredChallenge, ChallengeGiven, SignInOutcome } from './attempt.js';
import { required, type SignInRequest } from './begin.js';
import type { DeviceProof, DeviceQuestion } from './challenge-state.js';
import { provesPassword, publicValue } from './srp.js';

/** The server's half of the exchange in which a device proves its password. */
export function askForDeviceProof(
  challenge: AnsweredChallenge<DeviceQuestion>,
  { parameters }: SignInRequest,
): ChallengeGiven {
  const { attempt, state } = challenge;
  const { device } = state;
  const { deviceKey, deviceGroupKey, verifier } = device;
  const clientValue = publicValue(required(parameters, 'SRP_A'));
  if (required(parameters, 'DEVICE_KEY') !== deviceKey || verifier === undefined) throw incorrect();
  attempt.pool.challenges.close(challenge);
  const handshake = new SrpHandshake({ group: deviceGroupKey, name: deviceKey }, verifier, clientValue);
  const session = attempt.pool.challenges.add(attempt, {
    name: 'DEVICE_PASSWORD_VERIFIER',
    device,
    handshake,
  });
  return {
    kind: 'challenge',
    name: 'DEVICE_PASSWORD_VERIFIER',
    session,
    parameters: {
      SALT: verifier.salt,
      SECRET_BLOCK: session,
      SRP_B: handshake.serverValue.toString(16),
      USERNAME: attempt.user.username,
      DEVICE_KEY: deviceKey,
    },
  };
}

/** Takes the device's proof, once. */
export function proveDevice(
  { attempt, state }: AnsweredChallenge<DeviceProof>,
  { parameters }: SignInRequest,
): SignInOutcome {
  const { device } = state;
  const right = provesPassword(state, parameters) && parameters.get('DEVICE_KEY') === device.deviceKey;
  // The device may have been forgotten in the meantime.
  if (!right || findDevice(attempt.user, device.deviceKey) !== device) throw incorrect();
  return { kind: 'passed', attempt, occasion: 'AuthenticateDevice' };
}

const incorrect = () => refusals.notAuthorized('Incorrect username or password.');
