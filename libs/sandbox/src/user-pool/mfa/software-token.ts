import { Secret, TOTP } from 'otpauth';

import { ServiceError } from '../../http/service-error.js';
import type { SoftwareToken } from './user-mfa.js';

const PERIOD_SECONDS = 30;

/** A new secret in base32: 32 bytes, as Cognito's are. */
export const newSoftwareTokenSecret = (): string => new Secret({ size: 32 }).base32;

/**
 * The period (RFC 6238) in which a code is the right one: this one, the one before or the one after. `undefined` for
 * a wrong code.
 */
export function periodOfCode(secret: string, code: string, now: number): number | undefined {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), period: PERIOD_SECONDS });
  const delta = totp.validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / (PERIOD_SECONDS * 1000)) + delta;
}

/** Whether a code is right. Throws `ExpiredCodeException` for one that was right and was taken already. */
export function acceptSoftwareTokenCode(token: SoftwareToken, code: string, now: number): boolean {
  const period = periodOfCode(token.secret, code, now);
  if (period === undefined) return false;
  if (period <= token.lastPeriod) {
    throw new ServiceError('ExpiredCodeException', 'Your software token has already been used once.');
  }
  token.lastPeriod = period;
  return true;
}
