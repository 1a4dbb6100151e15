import type { ClientContext } from './client-context/client-context.js';
import type { CodeDelivery } from './sign-in/challenge.js';

/** A new account. */
export interface SignUpRequest {
  readonly username: string;
  /** Leave it out where the pool has sign-in without passwords. */
  readonly password?: string;
  /** Names as Cognito's, such as `email` and `custom:tier`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** From where, for the pool's threat protection: `users.contextOf(request)`. */
  readonly context?: ClientContext;
  /** Goes to the pool's triggers. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Goes to the pre sign-up trigger, and is not kept. */
  readonly validationData?: Readonly<Record<string, string>>;
}

/** What may be told about a sign-up, or about a code that was sent. */
export interface SentCode {
  /** Where the code went. `undefined` unless user existence may be revealed. */
  readonly delivery: CodeDelivery | undefined;
}

/** What may be told about a sign-up. */
export interface SignUpResult extends SentCode {
  /**
   * Whether the account can be used at once, as where a trigger of the pool confirms it. `undefined` unless user
   * existence may be revealed.
   */
  readonly confirmed: boolean | undefined;
  /** The `sub` of the account. `undefined` unless user existence may be revealed. */
  readonly sub: string | undefined;
  /** For `confirmSignUp`. A secret that does not print. `undefined` unless user existence may be revealed. */
  readonly session: string | undefined;
}

/** A user, and from where it is asked. */
export interface UsernameRequest {
  readonly username: string;
  /** From where, for the pool's threat protection: `users.contextOf(request)`. */
  readonly context?: ClientContext;
  /** Goes to the pool's triggers. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The code that came with the sign-up. */
export interface ConfirmSignUpRequest extends UsernameRequest {
  readonly code: string;
  /** The `session` of the sign-up, to be signed in by the code as well. */
  readonly session?: string;
}

/** The account is confirmed. */
export interface ConfirmedSignUp {
  /**
   * Signs the user in without another proof, with `signIn({ flow: 'choice', session })`, where the app client allows
   * that. A secret that does not print.
   */
  readonly session: string | undefined;
}

/** The code of a forgotten password, and the new password. */
export interface NewPasswordRequest extends UsernameRequest {
  readonly code: string;
  readonly newPassword: string;
}

/** A change of a password by the user who is signed in. */
export interface ChangePasswordRequest {
  readonly accessToken: string;
  /** Leave it out where the account has no password yet. */
  readonly currentPassword?: string;
  readonly newPassword: string;
}

/** A refresh. */
export interface RefreshRequest {
  readonly refreshToken: string;
  /** The key of the device that Cognito remembers, where there is one. */
  readonly deviceKey?: string;
  /** Goes to the pool's triggers. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The end of one sign-in. */
export interface RevokeRequest {
  readonly refreshToken: string;
  /**
   * The access token of the same sign-in, as it was verified: its tokens are refused at once, where there are
   * `revocations`. Default: they live until they expire.
   */
  readonly principal?: {
    readonly issuer: string;
    readonly sub: string;
    readonly claims: Readonly<Record<string, unknown>>;
  };
}

/** What the pool's threat protection learns about a sign-in. */
export interface RiskReport {
  readonly username: string;
  /** The ID of the event, as in `admin.signInEvents`. */
  readonly eventId: string;
  /** Whether it was the user. */
  readonly valid: boolean;
  /** The token of the notification to the user. Without it an administrator reports. */
  readonly feedbackToken?: string;
}
