import type { ClientContext } from '../client-context/client-context.js';
import type { RememberedDevice } from './remembered-device.js';
import type { FirstFactor, MfaMethod } from './challenge.js';

/** What every answer has. */
export interface AnswerBase {
  /** The `username` of the challenge. */
  readonly username: string;
  /** The `session` of the challenge, or the newer one that `mfa.finishTotp` gave. */
  readonly session: string | undefined;
  /** The device that Cognito remembers, where there is one. */
  readonly device?: RememberedDevice;
  /** From where the user signs in, for the pool's threat protection: `users.contextOf(request)`. */
  readonly context?: ClientContext;
  /** Goes to the pool's triggers. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The password that a user who was made by an administrator has chosen. */
export interface NewPasswordAnswer extends AnswerBase {
  readonly name: 'NEW_PASSWORD_REQUIRED';
  readonly newPassword: string;
  /** Attributes that the pool requires, or the user adds: names as Cognito's, such as `email`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A code that was sent, or that an authenticator app shows. */
export interface CodeAnswer extends AnswerBase {
  readonly name: 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP' | 'SOFTWARE_TOKEN_MFA';
  readonly code: string;
}

/** The second factor was set up, with the session that `mfa.finishTotp` gave. Or: e-mail is to be it. */
export interface MfaSetupAnswer extends AnswerBase {
  readonly name: 'MFA_SETUP';
  /** Sets codes by e-mail up, where the pool offers that; leave it out for an authenticator app. */
  readonly email?: string;
}

/** Which second factor. */
export interface SelectMfaTypeAnswer extends AnswerBase {
  readonly name: 'SELECT_MFA_TYPE';
  readonly method: MfaMethod;
}

/** How the user proves who they are, with the password where it is one. */
export type SelectChallengeAnswer = AnswerBase & { readonly name: 'SELECT_CHALLENGE' } & (
    | { readonly factor: Exclude<FirstFactor, 'PASSWORD' | 'PASSWORD_SRP'> }
    | { readonly factor: 'PASSWORD' | 'PASSWORD_SRP'; readonly password: string }
  );

/** The password. */
export interface PasswordAnswer extends AnswerBase {
  readonly name: 'PASSWORD' | 'PASSWORD_SRP';
  readonly password: string;
}

/** What `navigator.credentials.get` gave: `credential.toJSON()`. */
export interface PasskeyAnswer extends AnswerBase {
  readonly name: 'WEB_AUTHN';
  readonly credential: Readonly<Record<string, unknown>>;
}

/** The answer to a challenge of the pool's own triggers. */
export interface CustomAnswer extends AnswerBase {
  readonly name: 'CUSTOM_CHALLENGE';
  readonly answer: string;
}

/** The answer to a challenge, by its `name`. */
export type ChallengeAnswer =
  | NewPasswordAnswer
  | CodeAnswer
  | MfaSetupAnswer
  | SelectMfaTypeAnswer
  | SelectChallengeAnswer
  | PasswordAnswer
  | PasskeyAnswer
  | CustomAnswer;
