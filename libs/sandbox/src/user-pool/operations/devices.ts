import { authenticateAccessToken } from '../access-token-check.js';
import { findDevice, forgetDevice, type TrackedDevice } from '../devices/tracked-device.js';
import { devicePage, readDeviceVerifier, wireDevice } from '../devices/device-wire.js';
import type { OperationInput } from '../operation-input.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';
import type { OperationContext, RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';

/** `ConfirmDevice`: the device has made itself a password, of which the pool keeps a verifier. */
export const confirmDevice: RunOperation = async (input, context) => {
  const { pool, user } = await signedIn(input, context);
  const device = deviceOf(input, user);
  const verifier = readDeviceVerifier(input.optionalStructure('DeviceSecretVerifierConfig'));
  const name = input.optionalString('DeviceName', shapes.deviceName);
  const asked = pool.deviceTracking?.rememberedOnUserPrompt === true;
  device.verifier = verifier;
  device.remembered = !asked;
  device.modifiedAt = context.clock();
  if (name !== undefined) device.name = name;
  return { UserConfirmationNecessary: asked };
};

/** `UpdateDeviceStatus` */
export const updateDeviceStatus: RunOperation = async (input, context) => {
  const { user } = await signedIn(input, context);
  setStatus(input, deviceOf(input, user), context);
  return {};
};

/** `AdminUpdateDeviceStatus` */
export const adminUpdateDeviceStatus: RunOperation = async (input, context) => {
  setStatus(input, deviceOf(input, trackedUser(input, context)), context);
  return {};
};

/** `GetDevice`. Without an access token it can not be known whose device it is. */
export const getDevice: RunOperation = async (input, context) => {
  const { user } = await signedIn(input, context);
  return { Device: wireDevice(deviceOf(input, user)) };
};

/** `AdminGetDevice` */
export const adminGetDevice: RunOperation = async (input, context) => ({
  Device: wireDevice(deviceOf(input, trackedUser(input, context))),
});

/** `ListDevices` */
export const listDevices: RunOperation = async (input, context) =>
  devicePage(input, (await signedIn(input, context)).user);

/** `AdminListDevices` */
export const adminListDevices: RunOperation = async (input, context) =>
  devicePage(input, trackedUser(input, context));

/** `ForgetDevice` */
export const forgetOwnDevice: RunOperation = async (input, context) => {
  const { user } = await signedIn(input, context);
  forgetDevice(user, deviceOf(input, user));
  return {};
};

/** `AdminForgetDevice` */
export const adminForgetDevice: RunOperation = async (input, context) => {
  const user = trackedUser(input, context);
  forgetDevice(user, deviceOf(input, user));
  return {};
};

async function signedIn(input: OperationInput, { pools, clock }: OperationContext) {
  const found = await authenticateAccessToken(input.string('AccessToken', shapes.token), pools, clock);
  assertTracking(found.pool);
  return found;
}

function trackedUser(input: OperationInput, { pools }: OperationContext): User {
  const pool = poolOf(input, pools);
  assertTracking(pool);
  return userOf(input, pool);
}

function assertTracking({ deviceTracking }: UserPool): void {
  if (deviceTracking === undefined) {
    throw refusals.invalidParameter('Device tracking is not configured for this userpool.');
  }
}

function deviceOf(input: OperationInput, user: User): TrackedDevice {
  const device = findDevice(user, input.string('DeviceKey', shapes.deviceKey));
  if (device === undefined) throw refusals.resourceNotFound('Device does not exist.');
  return device;
}

function setStatus(input: OperationInput, device: TrackedDevice, { clock }: OperationContext): void {
  const status = input.optionalString('DeviceRememberedStatus', {
    max: 16,
    oneOf: ['remembered', 'not_remembered'],
  });
  if (status === undefined) return;
  if (device.verifier === undefined) {
    throw refusals.invalidParameter('Device must be confirmed before it can be remembered.');
  }
  device.remembered = status === 'remembered';
  device.modifiedAt = clock();
}
