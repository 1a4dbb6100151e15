import type { DeviceType } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoCalls } from '../cognito-calls.js';
import { factsOfOwnToken } from '../own-token.js';
import { fromAttributeList } from '../attributes.js';
import { pages } from '../pages.js';
import type { UserPoolSettings } from '../settings.js';
import type { NewDevice, RememberedDevice } from '../sign-in/remembered-device.js';
import type { Srp } from '../sign-in/srp.js';
import { withUnprinted } from '../unprinted.js';

/** A device that Cognito remembers. */
export interface Device {
  readonly deviceKey: string;
  readonly name: string | undefined;
  readonly lastIpAddress: string | undefined;
  readonly createdAt: Date | undefined;
  readonly lastUsedAt: Date | undefined;
}

/** A device that has just been confirmed. Its password does not print. */
export interface ConfirmedDevice extends RememberedDevice {
  /** Whether the pool asks the user before a device is remembered: `setRemembered`. */
  readonly userMustDecide: boolean;
}

/** Devices that Cognito remembers, of the user who is signed in. */
export class UserDevices {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;
  readonly #srp: Srp;

  /** Made by `UserPoolService`. */
  constructor(settings: UserPoolSettings, calls: CognitoCalls, srp: Srp) {
    this.#settings = settings;
    this.#calls = calls;
    this.#srp = srp;
  }

  /** Gives a new device a secret, which the client keeps and sends as `device` with each sign-in. */
  async confirm(accessToken: string, device: NewDevice, name?: string): Promise<ConfirmedDevice> {
    const { deviceKey, deviceGroupKey } = device;
    const AccessToken = this.#own(accessToken);
    const verifier = await this.#srp.deviceVerifier(deviceKey, deviceGroupKey);
    const { UserConfirmationNecessary: userMustDecide = false } = await this.#calls.send(
      [accessToken],
      (api, options) =>
        api.confirmDevice(
          {
            AccessToken,
            DeviceKey: deviceKey,
            DeviceName: name,
            DeviceSecretVerifierConfig: verifier.DeviceSecretVerifierConfig,
          },
          options,
        ),
    );
    return withUnprinted(
      { deviceKey, deviceGroupKey, userMustDecide },
      { devicePassword: verifier.DeviceRandomPassword },
    );
  }

  /** All devices, page after page. */
  list(accessToken: string): AsyncIterable<Device> {
    const AccessToken = this.#own(accessToken);
    return pages(async (PaginationToken) => {
      const answer = await this.#calls.send([accessToken], (api, options) =>
        api.listDevices({ AccessToken, PaginationToken }, options),
      );
      return { items: (answer.Devices ?? []).map(toDevice), next: answer.PaginationToken };
    });
  }

  /** One device. */
  async get(accessToken: string, deviceKey: string): Promise<Device> {
    const AccessToken = this.#own(accessToken);
    const { Device: device = {} } = await this.#calls.send([accessToken], (api, options) =>
      api.getDevice({ AccessToken, DeviceKey: deviceKey }, options),
    );
    return toDevice(device);
  }

  /** Whether a device counts as remembered. */
  async setRemembered(accessToken: string, deviceKey: string, remembered: boolean): Promise<void> {
    const AccessToken = this.#own(accessToken);
    await this.#calls.send([accessToken], (api, options) =>
      api.updateDeviceStatus(
        {
          AccessToken,
          DeviceKey: deviceKey,
          DeviceRememberedStatus: remembered ? 'remembered' : 'not_remembered',
        },
        options,
      ),
    );
  }

  /** Forgets a device, and ends what was signed in on it. */
  async forget(accessToken: string, deviceKey: string): Promise<void> {
    const AccessToken = this.#own(accessToken);
    await this.#calls.send([accessToken], (api, options) =>
      api.forgetDevice({ AccessToken, DeviceKey: deviceKey }, options),
    );
  }

  #own(accessToken: string): string {
    factsOfOwnToken(accessToken, this.#settings.issuer);
    return accessToken;
  }
}

/** A device in our words. */
export function toDevice(device: DeviceType): Device {
  const attributes = fromAttributeList(device.DeviceAttributes);
  return {
    deviceKey: device.DeviceKey ?? '',
    name: attributes.device_name,
    lastIpAddress: attributes.last_ip_used,
    createdAt: device.DeviceCreateDate,
    lastUsedAt: device.DeviceLastAuthenticatedDate,
  };
}
