import type { MfaSettings, MfaType } from './mfa-settings.js';

/** A software token that has shown a right code. */
export interface SoftwareToken {
  /** In base32. */
  readonly secret: string;
  readonly friendlyName?: string;
  /** The period of the last code that was taken, since none is taken twice. */
  lastPeriod: number;
}

/** The second factors of one user. */
export interface UserMfa {
  readonly softwareToken?: SoftwareToken;
  /** A secret that has shown no code yet; in base32. */
  readonly pendingSecret?: string;
  readonly enabled: readonly MfaType[];
  readonly preferred?: MfaType | undefined;
}

/** Whose second factors they are. */
export interface FactorOwner {
  readonly attributes: ReadonlyMap<string, string>;
  /** Absent: the user has no second factor. */
  mfa?: UserMfa;
}

export const mfaOf = (user: FactorOwner): UserMfa => user.mfa ?? { enabled: [] };

/** What a code of each kind is sent to, if it is sent. */
export const MFA_ADDRESS = { SMS_MFA: 'phone_number', EMAIL_OTP: 'email' } as const;

/** Whether the user has what a factor needs, an address or a software token. */
export const hasMeans = (user: FactorOwner, type: MfaType): boolean =>
  type === 'SOFTWARE_TOKEN_MFA'
    ? mfaOf(user).softwareToken !== undefined
    : user.attributes.has(MFA_ADDRESS[type]);

/**
 * The factors that a user can be asked for: those switched on for the user and, where the pool asks everybody for
 * one and nothing is switched on, every one that the user has the means for.
 */
export function usableFactors(user: FactorOwner, { configuration, types }: MfaSettings): readonly MfaType[] {
  if (configuration === 'OFF') return [];
  const withMeans = types.filter((type) => hasMeans(user, type));
  const enabled = withMeans.filter((type) => mfaOf(user).enabled.includes(type));
  return enabled.length === 0 && configuration === 'ON' ? withMeans : enabled;
}
