/** What the client keeps of a device that Cognito remembers. The password is a secret of the device. */
export interface RememberedDevice {
  readonly deviceKey: string;
  readonly deviceGroupKey: string;
  /** Neither `console.log`, `JSON.stringify` nor a copy shows it where it was given by `devices.confirm`. */
  readonly devicePassword: string;
}

/** A device that Cognito saw for the first time: `devices.confirm` makes it one that is remembered. */
export interface NewDevice {
  readonly deviceKey: string;
  readonly deviceGroupKey: string;
}
