import type { TrackedDevice } from '../devices/tracked-device.js';
import type { MfaType } from '../mfa/mfa-settings.js';
import type { SrpHandshake } from '../srp/srp-handshake.js';

/** What may be asked first, where the user can choose. */
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

export interface PasskeyQuestion {
  readonly name: 'WEB_AUTHN';
  /** In base64url. */
  readonly challenge: string;
}

export interface PasswordProof {
  readonly name: 'PASSWORD_VERIFIER';
  readonly handshake: SrpHandshake;
}

export interface NewPassword {
  readonly name: 'NEW_PASSWORD_REQUIRED';
}

export interface ChoiceOfFirstFactor {
  readonly name: 'SELECT_CHALLENGE';
  readonly available: readonly FirstFactor[];
}

/** A password that was chosen and is still to come: the answer to an earlier choice. */
export interface ChosenPassword {
  readonly name: 'PASSWORD' | 'PASSWORD_SRP';
}

/** A code that was sent. */
export interface SentCode {
  readonly name: 'EMAIL_OTP' | 'SMS_OTP' | 'SMS_MFA';
  readonly code: string;
  /** Whether it stands for the password. */
  readonly first: boolean;
}

export interface SoftwareTokenCode {
  readonly name: 'SOFTWARE_TOKEN_MFA';
}

export interface ChoiceOfMfa {
  readonly name: 'SELECT_MFA_TYPE';
  readonly choices: readonly MfaType[];
}

/** A second factor that is set up on the way in. */
export interface MfaSetup {
  readonly name: 'MFA_SETUP';
  /** The secret of a software token, once it was asked for; in base32. */
  readonly secret?: string;
  /** Whether a code of that secret was shown. */
  readonly verified: boolean;
}

export interface CustomQuestion {
  readonly name: 'CUSTOM_CHALLENGE';
  readonly privateParameters: ReadonlyMap<string, string>;
  readonly metadata: string | undefined;
}

export interface DeviceQuestion {
  readonly name: 'DEVICE_SRP_AUTH';
  readonly device: TrackedDevice;
}

export interface DeviceProof {
  readonly name: 'DEVICE_PASSWORD_VERIFIER';
  readonly device: TrackedDevice;
  readonly handshake: SrpHandshake;
}

/** What the sandbox must remember of a question to check its answer. */
export type ChallengeState =
  | PasswordProof
  | NewPassword
  | ChoiceOfFirstFactor
  | ChosenPassword
  | SentCode
  | PasskeyQuestion
  | SoftwareTokenCode
  | ChoiceOfMfa
  | MfaSetup
  | CustomQuestion
  | DeviceQuestion
  | DeviceProof;
