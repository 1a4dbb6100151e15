import { CastellanError, type CastellanErrorOptions } from './castellan-error.js';
import type { Challenge } from './challenge.js';
import type { ErrorCode } from './error-codes.js';

/** What an error of a user pool is made of. */
export interface UserPoolErrorOptions extends CastellanErrorOptions {
  /** The exception of Cognito behind it, such as `CodeMismatchException`. For the log: it may tell what answers do not. */
  readonly exception?: string;
}

/** What every error of a user pool is: what Cognito refused, or why it could not be asked. */
export class UserPoolError extends CastellanError {
  readonly httpStatus: number;
  /** The exception of Cognito behind it; `undefined` where it gave none. For the log, never for the user. */
  readonly exception: string | undefined;

  constructor(code: ErrorCode, httpStatus: number, message: string, options: UserPoolErrorOptions = {}) {
    super(code, message, options);
    this.httpStatus = httpStatus;
    this.exception = options.exception;
  }

  /** A 401 says that there is something to present (RFC 9110, section 15.5.2). */
  override get challenge(): Challenge | undefined {
    return this.httpStatus === 401 ? {} : undefined;
  }
}

type UserPoolErrorClass = new (message: string, options?: UserPoolErrorOptions) => UserPoolError;

/** The class of one code with one status. */
function userPoolError(code: ErrorCode, httpStatus: number): UserPoolErrorClass {
  return class extends UserPoolError {
    constructor(message: string, options?: UserPoolErrorOptions) {
      super(code, httpStatus, message, options);
    }
  };
}

/** The sign-in is refused; why, nobody is told. Answer: 401. */
export class WrongCredentialsError extends userPoolError('wrong_credentials', 401) {}
/** The pool's threat protection blocks this sign-in. Answer: 403. */
export class SignInBlockedError extends userPoolError('sign_in_blocked', 403) {}
/** The account was not confirmed. Only where user existence may be revealed. Answer: 403. */
export class UserNotConfirmedError extends userPoolError('user_not_confirmed', 403) {}
/** The password has to be reset. Only where user existence may be revealed. Answer: 403. */
export class PasswordResetRequiredError extends userPoolError('password_reset_required', 403) {}
/** The refresh token has expired, was revoked, or is none of this app client. Answer: 401. */
export class RefreshTokenRefusedError extends userPoolError('refresh_token_refused', 401) {}
/** A refresh token was used again after it was replaced: it may be stolen. Answer: 401. */
export class RefreshTokenReusedError extends userPoolError('refresh_token_reused', 401) {}
/** Cognito does not take the access token: revoked, expired, of another pool, or without the scope it needs. Answer: 401. */
export class AccessTokenRefusedError extends userPoolError('access_token_refused', 401) {}
/** The code is wrong; or it has expired, or there is no such user, where that is not revealed. Answer: 400. */
export class CodeMismatchError extends userPoolError('code_mismatch', 400) {}
/** The code has expired. Only where user existence may be revealed, or the user is signed in. Answer: 400. */
export class CodeExpiredError extends userPoolError('code_expired', 400) {}
/** The code could not be sent. Answer: 502. */
export class CodeDeliveryError extends userPoolError('code_not_delivered', 502) {}
/** The code of an authenticator app that is being set up is wrong. Answer: 400. */
export class TotpCodeRefusedError extends userPoolError('totp_code_refused', 400) {}
/** No authenticator app was set up. Answer: 400. */
export class TotpNotSetUpError extends userPoolError('totp_not_set_up', 400) {}
/** The second factor was not set up. Answer: 400. */
export class MfaMethodNotFoundError extends userPoolError('mfa_method_not_found', 400) {}
/** Something has to be done before. Answer: 400. */
export class PreconditionNotMetError extends userPoolError('mfa_setup_precondition', 400) {}
/** The password does not meet the pool's policy, or is known to be compromised. Answer: 400. */
export class PasswordPolicyError extends userPoolError('password_policy', 400) {}
/** The password was used before, and the pool's policy forbids that. Answer: 400. */
export class PasswordReusedError extends userPoolError('password_reused', 400) {}
/** The user name is taken. For administrators, and where user existence may be revealed. Answer: 409. */
export class UserExistsError extends userPoolError('user_exists', 409) {}
/** The e-mail address or phone number signs another account in. Its owner has proved that it is theirs. Answer: 409. */
export class AliasExistsError extends userPoolError('alias_exists', 409) {}
/** There is no such user. For administrators, and where user existence may be revealed. Answer: 404. */
export class UserNotFoundError extends userPoolError('user_not_found', 404) {}
/** The account is in a state that does not allow this, such as one that is confirmed already. Answer: 409. */
export class UserStateError extends userPoolError('user_state_unsupported', 409) {}
/** Cognito does not take a parameter: its form, or what the app client does not allow. Answer: 400. */
export class UserPoolInputError extends userPoolError('user_pool_input_invalid', 400) {}
/** It exists already, or somebody else is changing it. Answer: 409. */
export class UserPoolConflictError extends userPoolError('user_pool_conflict', 409) {}
/** A web application firewall in front of the pool refused the request. Answer: 403. */
export class UserPoolForbiddenError extends userPoolError('user_pool_forbidden', 403) {}
/** Too many attempts of one user. Answer: 429 with `Retry-After`. */
export class AttemptLimitError extends userPoolError('attempt_limit_exceeded', 429) {}
/** A trigger of the pool failed, or gave an answer that Cognito does not understand. Answer: 502. */
export class TriggerFailedError extends userPoolError('trigger_failed', 502) {}
/** The passkey, its origin or its relying party is not accepted. Answer: 400. */
export class PasskeyRefusedError extends userPoolError('passkey_refused', 400) {}
/** The registration of a passkey was not started, or took too long. Answer: 400. */
export class PasskeyChallengeExpiredError extends userPoolError('passkey_challenge_expired', 400) {}
/** The device is remembered already. Answer: 409. */
export class DeviceExistsError extends userPoolError('device_exists', 409) {}
/** There is no such device or group. Answer: 404. */
export class UserPoolResourceNotFoundError extends userPoolError('user_pool_resource_not_found', 404) {}
/** Cognito asks for something that this version does not know. Answer: 501. */
export class ChallengeUnsupportedError extends userPoolError('challenge_unsupported', 501) {}
/** Cognito throttles this account. Answer: 503 with `Retry-After`. */
export class UserPoolThrottledError extends userPoolError('user_pool_throttled', 503) {}
/** Cognito cannot be reached, or it fails. Answer: 502. */
export class CognitoUnavailableError extends userPoolError('user_pool_unavailable', 502) {}
/** Cognito did not answer in time. Answer: 504. */
export class UserPoolTimeoutError extends userPoolError('user_pool_timeout', 504) {}

/** A trigger of the pool said no, with a message of its author. Answer: 403. */
export class TriggerRefusedError extends UserPoolError {
  /** The trigger that refused, such as `PreSignUp`; `undefined` where Cognito does not say. */
  readonly trigger: string | undefined;
  /** What the author of the trigger wrote, which is meant for the user. */
  readonly userMessage: string;

  constructor(
    message: string,
    options: UserPoolErrorOptions & { readonly trigger: string | undefined; readonly userMessage: string },
  ) {
    super('trigger_refused', 403, message, options);
    this.trigger = options.trigger;
    this.userMessage = options.userMessage;
  }
}
