import type { OperationInput } from '../operation-input.js';
import { wireTime } from '../operations/wire-format.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import { N } from '../srp/srp-group.js';
import type { SrpVerifier } from '../srp/srp-verifier.js';
import type { User } from '../users.js';
import { devicesOf, type TrackedDevice } from './tracked-device.js';

const LARGEST_PAGE = 60;

/** A device as the operations describe it. */
export const wireDevice = (device: TrackedDevice): object => ({
  DeviceKey: device.deviceKey,
  DeviceAttributes: [
    { Name: 'device_status', Value: device.verifier === undefined ? 'invalid' : 'valid' },
    ...(device.name === undefined ? [] : [{ Name: 'device_name', Value: device.name }]),
    ...(device.lastIpAddress === undefined ? [] : [{ Name: 'last_ip_used', Value: device.lastIpAddress }]),
    {
      Name: 'dev:device_remembered_status',
      Value: device.remembered ? 'remembered' : 'not_remembered',
    },
  ],
  DeviceCreateDate: wireTime(device.createdAt),
  DeviceLastModifiedDate: wireTime(device.modifiedAt),
  DeviceLastAuthenticatedDate: wireTime(device.lastAuthenticatedAt),
});

/** One page of a user's devices. The token of the next page is the number of devices already listed. */
export function devicePage(input: OperationInput, user: User): object {
  const limit = input.optionalInteger('Limit', 0, LARGEST_PAGE) ?? LARGEST_PAGE;
  const start = Number(input.optionalString('PaginationToken', shapes.paginationKey) ?? 0);
  if (!Number.isInteger(start) || start < 0) {
    throw refusals.invalidParameter('Invalid pagination token given.');
  }
  const devices = devicesOf(user);
  const end = start + (limit === 0 ? LARGEST_PAGE : limit);
  return {
    Devices: devices.slice(start, end).map(wireDevice),
    ...(end < devices.length && { PaginationToken: String(end) }),
  };
}

/** The verifier of the password that a device made itself. Throws `InvalidParameterException` for what is none. */
export function readDeviceVerifier(config: OperationInput | undefined): SrpVerifier {
  const verifier = bytesOf(config?.optionalString('PasswordVerifier', shapes.mapValue));
  const salt = bytesOf(config?.optionalString('Salt', shapes.mapValue));
  if (verifier === undefined || salt === undefined || verifier % N === 0n) {
    throw refusals.invalidParameter('Invalid device secret verifier given.');
  }
  return { salt: salt.toString(16), verifier: verifier.toString(16) };
}

function bytesOf(base64: string | undefined): bigint | undefined {
  if (base64 === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === 0 ? undefined : BigInt(`0x${bytes.toString('hex')}`);
}
