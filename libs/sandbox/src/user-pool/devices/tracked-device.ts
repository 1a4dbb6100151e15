import { randomUUID } from 'node:crypto';

import type { SrpVerifier } from '../srp/srp-verifier.js';

/** A device that a user has signed in with. Times are in milliseconds since the epoch. */
export interface TrackedDevice {
  readonly deviceKey: string;
  readonly deviceGroupKey: string;
  readonly createdAt: number;
  modifiedAt: number;
  lastAuthenticatedAt: number;
  lastIpAddress?: string;
  /** Set once the device is confirmed. */
  name?: string;
  /** Of the device's password; set once the device is confirmed. */
  verifier?: SrpVerifier;
  remembered: boolean;
}

/** Whose devices they are. */
export interface DeviceOwner {
  /** Absent: none was ever tracked. */
  devices?: readonly TrackedDevice[];
}

export const devicesOf = (user: DeviceOwner): readonly TrackedDevice[] => user.devices ?? [];

export const findDevice = (user: DeviceOwner, deviceKey: string): TrackedDevice | undefined =>
  devicesOf(user).find((device) => device.deviceKey === deviceKey);

/** Begins to track the device of a sign-in. Its key begins with the pool's Region, as the pool's own ID does. */
export function trackDevice(user: DeviceOwner, userPoolId: string, now: number): TrackedDevice {
  const device: TrackedDevice = {
    deviceKey: `${userPoolId.slice(0, userPoolId.indexOf('_'))}_${randomUUID()}`,
    deviceGroupKey: `-${randomUUID().slice(0, 8)}`,
    createdAt: now,
    modifiedAt: now,
    lastAuthenticatedAt: now,
    remembered: false,
  };
  user.devices = [...devicesOf(user), device];
  return device;
}

export function forgetDevice(user: DeviceOwner, device: TrackedDevice): void {
  user.devices = devicesOf(user).filter((other) => other !== device);
}
