import {
  adminListUserAuthEvents,
  adminUpdateAuthEventFeedback,
  updateAuthEventFeedback,
} from './auth-events.js';
import {
  adminForgetDevice,
  adminGetDevice,
  adminListDevices,
  adminUpdateDeviceStatus,
  confirmDevice,
  forgetOwnDevice,
  getDevice,
  listDevices,
  updateDeviceStatus,
} from './devices.js';
import { adminSetUserMfaPreference, getUserAuthFactors, setUserMfaPreference } from './mfa-preferences.js';
import { forAdministrators, forEveryone, type Operation } from './operation.js';
import {
  completeWebAuthnRegistration,
  deleteWebAuthnCredential,
  listWebAuthnCredentials,
  startWebAuthnRegistration,
} from './passkeys.js';
import { getTokensFromRefreshToken } from './refresh-tokens.js';
import { describeRiskConfiguration, setRiskConfiguration } from './risk-configuration.js';
import { associateToken, verifyToken } from './software-tokens.js';
import { getUserPoolMfaConfig, setUserPoolMfaConfig } from './user-pool-mfa-config.js';

/** What is about signing in: second factors, devices, refreshing, threat protection. */
export const AUTHENTICATION_OPERATIONS: readonly (readonly [name: string, operation: Operation])[] = [
  ['GetTokensFromRefreshToken', forEveryone(getTokensFromRefreshToken)],
  ['AssociateSoftwareToken', forEveryone(associateToken)],
  ['VerifySoftwareToken', forEveryone(verifyToken)],
  ['SetUserMFAPreference', forEveryone(setUserMfaPreference)],
  ['AdminSetUserMFAPreference', forAdministrators(adminSetUserMfaPreference)],
  ['GetUserAuthFactors', forEveryone(getUserAuthFactors)],
  ['GetUserPoolMfaConfig', forAdministrators(getUserPoolMfaConfig)],
  ['SetUserPoolMfaConfig', forAdministrators(setUserPoolMfaConfig)],
  ['ConfirmDevice', forEveryone(confirmDevice)],
  ['UpdateDeviceStatus', forEveryone(updateDeviceStatus)],
  ['GetDevice', forEveryone(getDevice)],
  ['ListDevices', forEveryone(listDevices)],
  ['ForgetDevice', forEveryone(forgetOwnDevice)],
  ['AdminUpdateDeviceStatus', forAdministrators(adminUpdateDeviceStatus)],
  ['AdminGetDevice', forAdministrators(adminGetDevice)],
  ['AdminListDevices', forAdministrators(adminListDevices)],
  ['AdminForgetDevice', forAdministrators(adminForgetDevice)],
  ['StartWebAuthnRegistration', forEveryone(startWebAuthnRegistration)],
  ['CompleteWebAuthnRegistration', forEveryone(completeWebAuthnRegistration)],
  ['ListWebAuthnCredentials', forEveryone(listWebAuthnCredentials)],
  ['DeleteWebAuthnCredential', forEveryone(deleteWebAuthnCredential)],
  ['AdminListUserAuthEvents', forAdministrators(adminListUserAuthEvents)],
  ['AdminUpdateAuthEventFeedback', forAdministrators(adminUpdateAuthEventFeedback)],
  ['UpdateAuthEventFeedback', forEveryone(updateAuthEventFeedback)],
  ['DescribeRiskConfiguration', forAdministrators(describeRiskConfiguration)],
  ['SetRiskConfiguration', forAdministrators(setRiskConfiguration)],
];
