import { authenticateAccessToken } from '../access-token-check.js';
import type { MfaType } from '../mfa/mfa-settings.js';
import { hasMeans, mfaOf } from '../mfa/user-mfa.js';
import type { OperationInput } from '../operation-input.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import { availableFirstFactors } from '../sign-in/first-factors.js';
import type { User } from '../users.js';
import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';

const SETTINGS = [
  ['SMSMfaSettings', 'SMS_MFA'],
  ['SoftwareTokenMfaSettings', 'SOFTWARE_TOKEN_MFA'],
  ['EmailMfaSettings', 'EMAIL_OTP'],
] as const satisfies readonly (readonly [member: string, type: MfaType])[];

/** `SetUserMFAPreference` */
export const setUserMfaPreference: RunOperation = async (input, { pools, clock }) => {
  const { user } = await authenticateAccessToken(input.string('AccessToken', shapes.token), pools, clock);
  changePreference(input, user);
  user.modifiedAt = clock();
  return {};
};

/** `AdminSetUserMFAPreference` */
export const adminSetUserMfaPreference: RunOperation = async (input, { pools, clock }) => {
  const user = userOf(input, poolOf(input, pools));
  changePreference(input, user);
  user.modifiedAt = clock();
  return {};
};

/** `GetUserAuthFactors` */
export const getUserAuthFactors: RunOperation = async (input, { pools, clock }) => {
  const token = input.string('AccessToken', shapes.token);
  const { pool, user } = await authenticateAccessToken(token, pools, clock);
  const { enabled, preferred } = mfaOf(user);
  return {
    Username: user.username,
    ...(preferred !== undefined && { PreferredMfaSetting: preferred }),
    ...(enabled.length > 0 && { UserMFASettingList: enabled }),
    // Of a password it is one factor, however it is proved.
    ConfiguredUserAuthFactors: availableFirstFactors(pool, user).filter(
      (factor) => factor !== 'PASSWORD_SRP',
    ),
  };
};

/** What the request does not name stays as it is. */
function changePreference(input: OperationInput, user: User): void {
  input.refuse('WebAuthnMfaSettings');
  const mfa = mfaOf(user);
  const enabled = new Set(mfa.enabled);
  let { preferred } = mfa;
  const wanted: MfaType[] = [];
  for (const [member, type] of SETTINGS) {
    const settings = input.optionalStructure(member);
    if (settings === undefined) continue;
    const isEnabled = settings.optionalBoolean('Enabled') ?? false;
    const isPreferred = settings.optionalBoolean('PreferredMfa') ?? false;
    if (isEnabled && !hasMeans(user, type)) {
      throw refusals.invalidParameter(`User does not have delivery config set to turn on ${type}`);
    }
    if (isPreferred && !isEnabled) {
      throw refusals.invalidParameter(`${type} can not be preferred without being enabled.`);
    }
    if (isEnabled) enabled.add(type);
    else enabled.delete(type);
    if (isPreferred) wanted.push(type);
    else if (preferred === type) preferred = undefined;
  }
  if (wanted.length > 1) throw refusals.invalidParameter('Only one MFA type can be preferred.');
  user.mfa = { ...mfa, enabled: [...enabled], preferred: wanted[0] ?? preferred };
}
