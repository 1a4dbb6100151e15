import { z } from 'zod';
import { confirmedDevice, devices, passkeyOptions, passkeys } from './answers.js';
import { type AuthRoute, authRoute } from './auth-route.js';
import type { AuthBodies } from './bodies.js';
import { credentialId, deviceKey } from './fields.js';

/** Nobody has so many. It bounds how often Cognito is asked for one answer. */
const MOST_LISTED = 200;

/** Devices that Cognito remembers, and passkeys. */
export function deviceRoutes(bodies: AuthBodies): readonly AuthRoute[] {
  const ofDevice = z.object({ deviceKey });
  const ofPasskey = z.object({ credentialId });
  return [
    authRoute({
      name: 'listDevices',
      method: 'GET',
      path: 'me/devices',
      access: 'user',
      summary: 'List your devices',
      status: 200,
      answer: devices,
      problems: {},
      run: async ({ users, caller }) => ({ devices: await listed(users.devices.list(caller.accessToken)) }),
    }),
    authRoute({
      name: 'confirmDevice',
      method: 'POST',
      path: 'me/devices',
      access: 'user',
      summary: 'Have the device remembered that a sign-in gave as `newDevice`',
      description: 'Gives the secret of the device, which goes with each sign-in as `device`.',
      status: 200,
      body: bodies.confirmDevice,
      answer: confirmedDevice,
      problems: { 409: ['device_exists'] },
      run: async ({ users, body: { name, ...device }, caller }) => {
        const confirmed = await users.devices.confirm(caller.accessToken, device, name);
        return { ...confirmed, devicePassword: confirmed.devicePassword };
      },
    }),
    authRoute({
      name: 'setDeviceRemembered',
      method: 'PUT',
      path: 'me/devices/:deviceKey',
      access: 'user',
      summary: 'Say whether a device counts as remembered',
      status: 204,
      params: ofDevice,
      body: bodies.setDeviceRemembered,
      problems: { 404: ['user_pool_resource_not_found'] },
      run: async ({ users, params, body, caller }) => {
        await users.devices.setRemembered(caller.accessToken, params.deviceKey, body.remembered);
        return undefined;
      },
    }),
    authRoute({
      name: 'forgetDevice',
      method: 'DELETE',
      path: 'me/devices/:deviceKey',
      access: 'user',
      summary: 'Forget a device, and end what was signed in on it',
      status: 204,
      params: ofDevice,
      problems: { 404: ['user_pool_resource_not_found'] },
      run: async ({ users, params, caller }) => {
        await users.devices.forget(caller.accessToken, params.deviceKey);
        return undefined;
      },
    }),
    authRoute({
      name: 'startPasskey',
      method: 'POST',
      path: 'me/passkeys/start',
      access: 'user',
      summary: 'Begin to register a passkey',
      status: 200,
      answer: passkeyOptions,
      problems: {},
      run: async ({ users, caller }) => ({
        options: await users.passkeys.startRegistration(caller.accessToken),
      }),
    }),
    authRoute({
      name: 'finishPasskey',
      method: 'POST',
      path: 'me/passkeys',
      access: 'user',
      summary: 'Register the passkey that the browser made',
      status: 204,
      body: bodies.finishPasskey,
      problems: { 400: ['passkey_refused', 'passkey_challenge_expired'] },
      run: async ({ users, body, caller }) => {
        await users.passkeys.finishRegistration(caller.accessToken, body.credential);
        return undefined;
      },
    }),
    authRoute({
      name: 'listPasskeys',
      method: 'GET',
      path: 'me/passkeys',
      access: 'user',
      summary: 'List your passkeys',
      status: 200,
      answer: passkeys,
      problems: {},
      run: async ({ users, caller }) => ({ passkeys: await listed(users.passkeys.list(caller.accessToken)) }),
    }),
    authRoute({
      name: 'deletePasskey',
      method: 'DELETE',
      path: 'me/passkeys/:credentialId',
      access: 'user',
      summary: 'Delete a passkey',
      status: 204,
      params: ofPasskey,
      problems: { 404: ['user_pool_resource_not_found'] },
      run: async ({ users, params, caller }) => {
        await users.passkeys.delete(caller.accessToken, params.credentialId);
        return undefined;
      },
    }),
  ];
}

async function listed<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    if (found.push(item) >= MOST_LISTED) break;
  }
  return found;
}
