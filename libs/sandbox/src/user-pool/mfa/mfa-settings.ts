import type { MfaOptions } from '../../authentication-options.js';

/** A kind of second factor, by the name of its challenge. */
export type MfaType = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

export const MFA_TYPES: readonly MfaType[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];

/** What the messages with a code say, with `{####}` in place of the code. Absent: Cognito's own words. */
export interface MfaMessages {
  readonly sms?: string;
  readonly email?: string;
  readonly emailSubject?: string;
}

/** Whether the users of a pool show a second factor, and which there are. */
export interface MfaSettings {
  readonly configuration: 'OFF' | 'OPTIONAL' | 'ON';
  readonly types: readonly MfaType[];
  readonly messages: MfaMessages;
}

/** Takes options that have been checked. */
export const createMfaSettings = (options: MfaOptions | undefined): MfaSettings => ({
  configuration: options?.configuration ?? 'OFF',
  types: options?.types ?? ['SOFTWARE_TOKEN_MFA'],
  messages: {},
});
