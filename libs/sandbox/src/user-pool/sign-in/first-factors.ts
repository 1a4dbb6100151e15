import type { MfaSettings } from '../mfa/mfa-settings.js';
import { mfaOf } from '../mfa/user-mfa.js';
import { passkeysFor } from '../passkeys/passkey.js';
import type { PasskeySettings } from '../passkeys/passkey-settings.js';
import type { User } from '../users.js';
import type { FirstFactor } from './challenge-state.js';

/** What a pool may let its users begin with. */
export const FIRST_AUTH_FACTORS = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] as const;

/** Where a code that is a first factor goes. */
export const FIRST_FACTOR_ADDRESS = { EMAIL_OTP: 'email', SMS_OTP: 'phone_number' } as const;

/** What a pool lets its users begin with. */
interface FirstFactorSettings {
  readonly firstAuthFactors: readonly (typeof FIRST_AUTH_FACTORS)[number][];
  readonly mfa: MfaSettings;
  readonly passkeys: PasskeySettings;
}

/**
 * What a user may begin with. A code alone is no second factor too: whoever must show one begins with the password,
 * and so does whoever has a password to change.
 */
export function availableFirstFactors(pool: FirstFactorSettings, user: User): readonly FirstFactor[] {
  const codesAllowed =
    user.status === 'CONFIRMED' &&
    pool.mfa.configuration !== 'ON' &&
    (pool.mfa.configuration === 'OFF' || mfaOf(user).enabled.length === 0);
  return pool.firstAuthFactors.flatMap((factor): FirstFactor[] => {
    if (factor === 'PASSWORD') return ['PASSWORD', 'PASSWORD_SRP'];
    if (factor === 'WEB_AUTHN') {
      return codesAllowed && passkeysFor(user, pool.passkeys.relyingPartyId).length > 0 ? [factor] : [];
    }
    return codesAllowed && user.attributes.has(FIRST_FACTOR_ADDRESS[factor]) ? [factor] : [];
  });
}
