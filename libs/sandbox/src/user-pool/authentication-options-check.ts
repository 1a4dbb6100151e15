import type {
  DeviceTrackingOptions,
  MfaOptions,
  PasskeyOptions,
  RiskOptions,
} from '../authentication-options.js';
import {
  assertArray,
  assertBoolean,
  assertInteger,
  assertMatch,
  assertObject,
  assertOneOf,
  assertRecord,
  memberPath,
} from '../option-check.js';
import { optionError } from '../option-error.js';
import type { AppClientOptions, UserPoolOptions } from '../user-pool-options.js';
import { MFA_TYPES } from './mfa/mfa-settings.js';
import { isIpRange } from './risk/ip-ranges.js';
import { RISK_LEVELS } from './risk/threat-protection.js';
import { FIRST_AUTH_FACTORS } from './sign-in/first-factors.js';

/** The options of a user pool that are about signing in. */
export const AUTHENTICATION_KEYS = [
  'mfa',
  'firstAuthFactors',
  'passkeys',
  'deviceTracking',
  'risk',
] as const satisfies readonly (keyof UserPoolOptions)[];

/** Throws a `TypeError` that names the option. */
export function checkAuthenticationOptions(path: string, pool: UserPoolOptions): void {
  if (pool.mfa !== undefined) checkMfa(`${path}.mfa`, pool.mfa);
  checkChoices(`${path}.firstAuthFactors`, pool.firstAuthFactors, FIRST_AUTH_FACTORS);
  if (pool.passkeys !== undefined) checkPasskeys(`${path}.passkeys`, pool.passkeys);
  if (pool.deviceTracking !== undefined) checkTracking(`${path}.deviceTracking`, pool.deviceTracking);
  if (pool.risk !== undefined) checkRisk(`${path}.risk`, pool.risk);
}

/** The options of an app client that are about challenges and refreshing. Throws a `TypeError` that names the option. */
export function checkClientAuthentication(path: string, client: AppClientOptions): void {
  if (client.authSessionMinutes !== undefined) {
    assertInteger(`${path}.authSessionMinutes`, client.authSessionMinutes, 3, 15);
  }
  const rotation = client.refreshTokenRotation;
  if (rotation === undefined) return;
  assertObject(`${path}.refreshTokenRotation`, rotation, ['retryGracePeriodSeconds']);
  if (rotation.retryGracePeriodSeconds !== undefined) {
    assertInteger(
      `${path}.refreshTokenRotation.retryGracePeriodSeconds`,
      rotation.retryGracePeriodSeconds,
      0,
      60,
    );
  }
  if (client.explicitAuthFlows?.includes('ALLOW_REFRESH_TOKEN_AUTH') === true) {
    throw optionError(
      `${path}.explicitAuthFlows`,
      'ALLOW_REFRESH_TOKEN_AUTH',
      'Refresh tokens that rotate are refreshed by GetTokensFromRefreshToken: leave one of the two out.',
    );
  }
}

function checkMfa(path: string, mfa: MfaOptions): void {
  assertObject(path, mfa, ['configuration', 'types'] satisfies (keyof MfaOptions)[]);
  if (mfa.configuration !== undefined) {
    assertOneOf(`${path}.configuration`, mfa.configuration, ['OFF', 'OPTIONAL', 'ON']);
  }
  checkChoices(`${path}.types`, mfa.types, MFA_TYPES);
}

function checkPasskeys(path: string, passkeys: PasskeyOptions): void {
  assertObject(path, passkeys, ['relyingPartyId', 'userVerification'] satisfies (keyof PasskeyOptions)[]);
  if (passkeys.relyingPartyId !== undefined) {
    assertMatch(
      `${path}.relyingPartyId`,
      passkeys.relyingPartyId,
      /^[a-z0-9-]+(\.[a-z0-9-]+)*$/,
      'a domain such as "example.com"',
    );
  }
  if (passkeys.userVerification !== undefined) {
    assertOneOf(`${path}.userVerification`, passkeys.userVerification, ['required', 'preferred']);
  }
}

function checkTracking(path: string, tracking: DeviceTrackingOptions): void {
  const keys = [
    'challengeRequiredOnNewDevice',
    'rememberedOnUserPrompt',
  ] as const satisfies (keyof DeviceTrackingOptions)[];
  assertObject(path, tracking, keys);
  for (const key of keys) {
    if (tracking[key] !== undefined) assertBoolean(`${path}.${key}`, tracking[key]);
  }
}

const ACTIONS = ['BLOCK', 'MFA_IF_CONFIGURED', 'MFA_REQUIRED', 'NO_ACTION'];

function checkRisk(path: string, risk: RiskOptions): void {
  assertObject(path, risk, [
    'ipAddresses',
    'actions',
    'notify',
    'blockedIpRanges',
    'skippedIpRanges',
    'compromisedPasswords',
  ] satisfies (keyof RiskOptions)[]);
  const { ipAddresses = {}, actions = {}, compromisedPasswords = [] } = risk;
  assertRecord(`${path}.ipAddresses`, ipAddresses);
  for (const [address, level] of Object.entries(ipAddresses)) {
    assertOneOf(memberPath(`${path}.ipAddresses`, address), level, RISK_LEVELS);
  }
  assertObject(`${path}.actions`, actions, RISK_LEVELS);
  for (const [level, action] of Object.entries(actions)) {
    assertOneOf(`${path}.actions.${level}`, action, ACTIONS);
  }
  if (risk.notify !== undefined) assertBoolean(`${path}.notify`, risk.notify);
  for (const key of ['blockedIpRanges', 'skippedIpRanges'] as const) checkRanges(`${path}.${key}`, risk[key]);
  assertArray(`${path}.compromisedPasswords`, compromisedPasswords);
  for (const [index, password] of compromisedPasswords.entries()) {
    assertMatch(`${path}.compromisedPasswords[${index}]`, password, /[^]/, 'a password');
  }
}

function checkRanges(path: string, ranges: readonly string[] | undefined): void {
  if (ranges === undefined) return;
  assertArray(path, ranges);
  for (const [index, range] of ranges.entries()) {
    if (!isIpRange(range)) {
      throw optionError(
        `${path}[${index}]`,
        range,
        'Write addresses in CIDR notation, such as 192.0.2.0/24.',
      );
    }
  }
}

function checkChoices(path: string, chosen: readonly string[] | undefined, choices: readonly string[]): void {
  if (chosen === undefined) return;
  assertArray(path, chosen);
  chosen.forEach((choice, index) => assertOneOf(`${path}[${index}]`, choice, choices));
}
