/** Where a code was sent, as far as it may be shown: `a***@e***`. */
export interface CodeDelivery {
  readonly medium: 'EMAIL' | 'SMS' | undefined;
  /** Masked by Cognito. */
  readonly destination: string | undefined;
  /** The attribute the address is of, such as `email`; `undefined` where Cognito does not say. */
  readonly attribute: string | undefined;
}

/** Ways to prove who one is, among which a user may choose. */
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** Second factors. */
export type MfaMethod = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** What every challenge has. */
export interface ChallengeBase {
  readonly kind: 'challenge';
  /** Who is signing in: goes back with the answer. */
  readonly username: string;
  /**
   * Continues this sign-in: goes back with the answer, and is good for a few minutes (3 unless the app client says
   * otherwise). A secret: neither `console.log`, `JSON.stringify` nor a copy shows it. `undefined` only where Cognito
   * gave none.
   */
  readonly session: string | undefined;
}

/** An administrator made the account: the user has to choose a password. */
export interface NewPasswordChallenge extends ChallengeBase {
  readonly name: 'NEW_PASSWORD_REQUIRED';
  /** Attributes without which the pool takes no answer, such as `email`. */
  readonly requiredAttributes: readonly string[];
}

/** A code was sent by SMS as the second factor. */
export interface SmsMfaChallenge extends ChallengeBase {
  readonly name: 'SMS_MFA';
  readonly delivery: CodeDelivery;
}

/** A code was sent by e-mail, as the first or the second factor. */
export interface EmailOtpChallenge extends ChallengeBase {
  readonly name: 'EMAIL_OTP';
  readonly delivery: CodeDelivery;
}

/** A code was sent by SMS as the first factor. */
export interface SmsOtpChallenge extends ChallengeBase {
  readonly name: 'SMS_OTP';
  readonly delivery: CodeDelivery;
}

/** The code of an authenticator app is the second factor (RFC 6238). */
export interface TotpChallenge extends ChallengeBase {
  readonly name: 'SOFTWARE_TOKEN_MFA';
  /** The name the user gave the app. */
  readonly deviceName: string | undefined;
}

/** The user has to set a second factor up: `mfa.startTotp({ session })`, `mfa.finishTotp(...)`, then answer. */
export interface MfaSetupChallenge extends ChallengeBase {
  readonly name: 'MFA_SETUP';
  readonly methods: readonly MfaMethod[];
}

/** The user has several second factors and chooses one. */
export interface SelectMfaTypeChallenge extends ChallengeBase {
  readonly name: 'SELECT_MFA_TYPE';
  readonly methods: readonly MfaMethod[];
}

/** The user chooses how to prove who they are. */
export interface SelectChallenge extends ChallengeBase {
  readonly name: 'SELECT_CHALLENGE';
  readonly factors: readonly FirstFactor[];
}

/** The user chose the password, and it is asked for. */
export interface PasswordChallenge extends ChallengeBase {
  readonly name: 'PASSWORD' | 'PASSWORD_SRP';
}

/** A passkey signs these options (WebAuthn, `navigator.credentials.get`). */
export interface PasskeyChallenge extends ChallengeBase {
  readonly name: 'WEB_AUTHN';
  /** `PublicKeyCredentialRequestOptionsJSON`, as Cognito gave it. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A challenge that the pool's own triggers define. */
export interface CustomChallenge extends ChallengeBase {
  readonly name: 'CUSTOM_CHALLENGE';
  /** The public parameters of the trigger that made the challenge. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What Cognito wants to know before it gives tokens. `name` tells them apart. */
export type Challenge =
  | NewPasswordChallenge
  | SmsMfaChallenge
  | EmailOtpChallenge
  | SmsOtpChallenge
  | TotpChallenge
  | MfaSetupChallenge
  | SelectMfaTypeChallenge
  | SelectChallenge
  | PasswordChallenge
  | PasskeyChallenge
  | CustomChallenge;

/** The name of a challenge. */
export type ChallengeName = Challenge['name'];
