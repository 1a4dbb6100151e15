export { toAnswer } from './answer.js';
export type { Answer, Problem } from './answer.js';
export {
  AuthenticationRequiredError,
  InsufficientUserAuthenticationError,
  InvalidRequestError,
  InvalidTokenError,
  KeySetUnavailableError,
  TooManyAttemptsError,
  UserPoolUnavailableError,
} from './authentication-errors.js';
export type { AuthenticationDemand, RequestErrorCode, TokenErrorCode } from './authentication-errors.js';
export {
  AccessDeniedError,
  InsufficientScopeError,
  PolicyFailureError,
  SubjectNotFoundError,
} from './authorization-errors.js';
export { CastellanError } from './castellan-error.js';
export type { CastellanErrorOptions } from './castellan-error.js';
export { formatChallenge } from './challenge.js';
export type { Challenge, ChallengeOptions } from './challenge.js';
export { ConfigurationError } from './configuration-error.js';
export {
  AwsAccessDeniedError,
  CallerContextMissingError,
  CredentialsRefusedError,
  CredentialsThrottledError,
  CredentialsTimeoutError,
  CredentialsUnavailableError,
  IdTokenRequiredError,
} from './credentials-errors.js';
export {
  InvalidRequestBodyError,
  RequestBodyTooLargeError,
  TooManyRequestsError,
  UnsupportedMediaTypeError,
} from './request-errors.js';
export type { BodyViolation } from './request-errors.js';
export {
  RevalidationUnavailableError,
  RevocationNotRecordedError,
  RevocationsUnavailableError,
} from './revocation-errors.js';
export { ERROR_CODES } from './error-codes.js';
export type { ErrorCode } from './error-codes.js';
export {
  CsrfError,
  SessionUnavailableError,
  SignInRefusedError,
  SignInRequestError,
  SignInUnavailableError,
} from './session-errors.js';
export type { SignInRequestErrorCode } from './session-errors.js';
export {
  AccessTokenRefusedError,
  AliasExistsError,
  AttemptLimitError,
  ChallengeUnsupportedError,
  CodeDeliveryError,
  CodeExpiredError,
  CodeMismatchError,
  CognitoUnavailableError,
  DeviceExistsError,
  MfaMethodNotFoundError,
  PasskeyChallengeExpiredError,
  PasskeyRefusedError,
  PasswordPolicyError,
  PasswordResetRequiredError,
  PasswordReusedError,
  PreconditionNotMetError,
  RefreshTokenRefusedError,
  RefreshTokenReusedError,
  SignInBlockedError,
  TotpCodeRefusedError,
  TotpNotSetUpError,
  TriggerFailedError,
  TriggerRefusedError,
  UserExistsError,
  UserNotConfirmedError,
  UserNotFoundError,
  UserPoolConflictError,
  UserPoolError,
  UserPoolForbiddenError,
  UserPoolInputError,
  UserPoolResourceNotFoundError,
  UserPoolThrottledError,
  UserPoolTimeoutError,
  UserStateError,
  WrongCredentialsError,
} from './user-pool-errors.js';
export type { UserPoolErrorOptions } from './user-pool-errors.js';
export { LinkRefusedError } from './link-refused-error.js';
export type { LinkRefusal } from './link-refused-error.js';
