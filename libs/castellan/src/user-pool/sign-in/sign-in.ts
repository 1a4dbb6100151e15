import type { ClientContext } from '../client-context/client-context.js';
import type { UserTokens } from '../user-tokens.js';
import type { Challenge, FirstFactor } from './challenge.js';
import type { NewDevice, RememberedDevice } from './remembered-device.js';

interface SignInBase {
  /** The user name, or an alias of it that the pool takes, such as an e-mail address. */
  readonly username: string;
  /** The device that Cognito remembers, where there is one. */
  readonly device?: RememberedDevice;
  /** From where the user signs in, for the pool's threat protection: `users.contextOf(request)`. */
  readonly context?: ClientContext;
  /** Goes to the pool's triggers. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** With the password, which goes to Cognito over TLS (`USER_PASSWORD_AUTH`). */
export interface PasswordSignIn extends SignInBase {
  /** Default `password`. */
  readonly flow?: 'password';
  readonly password: string;
}

/** With the password, which does not leave this process (`USER_SRP_AUTH`). Needs the package `cognito-srp-helper`. */
export interface SrpSignIn extends SignInBase {
  readonly flow: 'srp';
  readonly password: string;
}

/** With what the user, or you, choose (`USER_AUTH`). The answer is often a challenge. */
export interface ChoiceSignIn extends SignInBase {
  readonly flow: 'choice';
  /** What to try first. Default: Cognito answers with a choice. */
  readonly preferred?: FirstFactor;
  /** Needed where `preferred` is a password. */
  readonly password?: string;
  /** The `session` that `confirmSignUp` gave: the user who has just confirmed need not prove it again. */
  readonly session?: string;
}

/** With challenges of the pool's own triggers (`CUSTOM_AUTH`). */
export interface CustomSignIn extends SignInBase {
  readonly flow: 'custom';
}

/** How a user signs in. */
export type SignInRequest = PasswordSignIn | SrpSignIn | ChoiceSignIn | CustomSignIn;

/** The user has signed in. */
export interface SignedIn {
  readonly kind: 'signed-in';
  readonly tokens: UserTokens;
  /** A device that can be remembered, where the pool remembers devices: `devices.confirm`. */
  readonly newDevice: NewDevice | undefined;
}

/** Tokens, or what Cognito wants to know before. `kind` tells them apart. */
export type SignInResult = SignedIn | Challenge;
