import type { AwsFault } from '../credentials/aws-fault.js';
import * as errors from '../errors/index.js';
import { type CastellanError, ConfigurationError, type UserPoolErrorOptions } from '../errors/index.js';

type ErrorClass = new (message: string, options?: UserPoolErrorOptions) => errors.UserPoolError;

/** What an exception means wherever it comes up. */
const MEANINGS: Readonly<Record<string, readonly [ErrorClass, string]>> = {
  AliasExistsException: [errors.AliasExistsError, 'The address or number signs another account in.'],
  CodeDeliveryFailureException: [
    errors.CodeDeliveryError,
    'Cognito could not send the code. Check its settings for e-mail and SMS.',
  ],
  CodeMismatchException: [errors.CodeMismatchError, 'The code is wrong.'],
  ConcurrentModificationException: [errors.UserPoolConflictError, 'Somebody else is changing it now.'],
  DeviceKeyExistsException: [errors.DeviceExistsError, 'The device is remembered already.'],
  DuplicateProviderException: [errors.UserPoolConflictError, 'The identity provider exists already.'],
  EnableSoftwareTokenMFAException: [
    errors.TotpCodeRefusedError,
    'The code of the authenticator app is wrong. Check the clock of the device.',
  ],
  ExpiredCodeException: [errors.CodeExpiredError, 'The code has expired.'],
  ForbiddenException: [errors.UserPoolForbiddenError, 'AWS WAF refused the request.'],
  GroupExistsException: [errors.UserPoolConflictError, 'The group exists already.'],
  InvalidLambdaResponseException: [
    errors.TriggerFailedError,
    'A trigger of the pool gave an answer that Cognito does not understand.',
  ],
  InvalidParameterException: [
    errors.UserPoolInputError,
    'Cognito does not take a parameter, or the app client does not allow this. The cause has what it says.',
  ],
  InvalidPasswordException: [
    errors.PasswordPolicyError,
    'The password does not meet the policy of the pool, or is known to be compromised.',
  ],
  LimitExceededException: [errors.AttemptLimitError, 'There were too many attempts of this user.'],
  MFAMethodNotFoundException: [errors.MfaMethodNotFoundError, 'The second factor was not set up.'],
  NotAuthorizedException: [errors.AccessTokenRefusedError, 'Cognito does not accept the access token.'],
  PasswordHistoryPolicyViolationException: [
    errors.PasswordReusedError,
    'The password was used before, which the policy of the pool forbids.',
  ],
  PasswordResetRequiredException: [errors.PasswordResetRequiredError, 'The password has to be reset.'],
  PreconditionNotMetException: [
    errors.PreconditionNotMetError,
    'Something has to be done before. The cause says what.',
  ],
  RefreshTokenReuseException: [
    errors.RefreshTokenReusedError,
    'A refresh token was used again after it was replaced. It may be stolen.',
  ],
  SoftwareTokenMFANotFoundException: [
    errors.TotpNotSetUpError,
    'The user set no authenticator app up, or the pool does not have them switched on.',
  ],
  TooManyFailedAttemptsException: [errors.AttemptLimitError, 'There were too many wrong codes.'],
  UnauthorizedException: [
    errors.RefreshTokenRefusedError,
    'The token is of another app client, or the client has not proved its secret.',
  ],
  UnexpectedLambdaException: [errors.TriggerFailedError, 'A trigger of the pool failed.'],
  UnsupportedTokenTypeException: [errors.UserPoolInputError, 'Only a refresh token can be revoked.'],
  UnsupportedUserStateException: [
    errors.UserStateError,
    'The account is in a state that does not allow this.',
  ],
  UsernameExistsException: [errors.UserExistsError, 'The user name is taken.'],
  UserNotConfirmedException: [errors.UserNotConfirmedError, 'The account was not confirmed.'],
  UserNotFoundException: [errors.UserNotFoundError, 'There is no such user.'],
  WebAuthnChallengeNotFoundException: [
    errors.PasskeyChallengeExpiredError,
    'The registration of the passkey was not started, or took too long.',
  ],
  WebAuthnClientMismatchException: [
    errors.PasskeyRefusedError,
    'The access token is of another app client than the passkey.',
  ],
  WebAuthnCredentialNotSupportedException: [
    errors.PasskeyRefusedError,
    'The passkey is of a kind not taken.',
  ],
  WebAuthnOriginNotAllowedException: [errors.PasskeyRefusedError, 'The passkey is of an origin not taken.'],
  WebAuthnRelyingPartyMismatchException: [
    errors.PasskeyRefusedError,
    'The passkey is of another relying party.',
  ],
};

/** Nobody who calls can do anything about these, and no retry helps. */
const MISCONFIGURED: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'FeatureUnavailableInTierException',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidEmailRoleAccessPolicyException',
  'InvalidOAuthFlowException',
  'InvalidSmsRoleAccessPolicyException',
  'InvalidSmsRoleTrustRelationshipException',
  'InvalidUserPoolConfigurationException',
  'MissingAuthenticationTokenException',
  'OperationNotEnabledException',
  'ResourceNotFoundException',
  'ScopeDoesNotExistException',
  'ServiceQuotaExceededException',
  'SignatureDoesNotMatch',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'UnsupportedIdentityProviderException',
  'UnsupportedOperationException',
  'UserPoolAddOnNotEnabledException',
  'WebAuthnConfigurationMissingException',
  'WebAuthnNotEnabledException',
]);
const THROTTLED: ReadonlySet<string> = new Set([
  'TooManyRequestsException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
]);

/** After that long another attempt makes sense, where Cognito does not say. */
const RETRY_AFTER_SECONDS = 1;
const RETRY_AFTER_LIMIT_SECONDS = 60;

/** What a fault of Cognito means, where the operation gives it no other meaning. Decided by its name. */
export function toUserPoolError(fault: AwsFault): CastellanError {
  const exception = fault.name;
  const options = { exception, cause: fault };
  if (fault.timedOut) {
    return new errors.UserPoolTimeoutError('Cognito did not answer in time.', { cause: fault });
  }
  const retryAfterSeconds = fault.retryAfterSeconds ?? RETRY_AFTER_SECONDS;
  if (THROTTLED.has(exception) || fault.httpStatus === 429) {
    return new errors.UserPoolThrottledError(
      'Cognito throttles this account: see the quotas of its user pools.',
      { ...options, retryAfterSeconds },
    );
  }
  if (exception === 'UserLambdaValidationException') return triggerRefused(fault);
  if (isAboutClientSecret(fault)) {
    return new ConfigurationError(
      'Cognito does not take the secret of the app client, or misses it. Check clientId and clientSecret.',
      { cause: fault },
    );
  }
  if (isAboutDeviceOrGroup(fault)) {
    return new errors.UserPoolResourceNotFoundError('There is no such device or group.', options);
  }
  if (isAboutFactorNotSetUp(fault)) {
    const totp = fault.message.includes('SOFTWARE_TOKEN_MFA');
    return totp
      ? new errors.TotpNotSetUpError('Set an authenticator app up before it is switched on.', options)
      : new errors.MfaMethodNotFoundError(
          'The user has no verified address for this second factor.',
          options,
        );
  }
  if (MISCONFIGURED.has(exception)) {
    return new ConfigurationError(
      `The user pool or its app client is not set up for this (${exception}). The cause has what AWS says.`,
      { cause: fault },
    );
  }
  const meaning = MEANINGS[exception];
  if (meaning === undefined) {
    return new errors.CognitoUnavailableError('Cognito cannot be reached, or it fails.', options);
  }
  const [ErrorClass, message] = meaning;
  return new ErrorClass(message, {
    ...options,
    ...(ErrorClass === errors.AttemptLimitError && {
      retryAfterSeconds: fault.retryAfterSeconds ?? RETRY_AFTER_LIMIT_SECONDS,
    }),
  });
}

/** `PreSignUp failed with error Only for staff.` The prefix is Cognito's, the rest is the author's. */
const TRIGGER_MESSAGE = /^(\w{1,64}) failed with error (.*?)\.?$/s;
const MAX_USER_MESSAGE = 500;

function triggerRefused(fault: AwsFault): errors.TriggerRefusedError {
  const [, trigger, text] = TRIGGER_MESSAGE.exec(fault.message) ?? [];
  return new errors.TriggerRefusedError('A trigger of the pool refused this.', {
    exception: fault.name,
    cause: fault,
    trigger,
    userMessage: (text ?? '').slice(0, MAX_USER_MESSAGE),
  });
}

/** Cognito says the same of a wrong password and of a wrong setup, by name. */
function isAboutClientSecret({ name, message }: AwsFault): boolean {
  return (
    name === 'NotAuthorizedException' &&
    (message.includes('secret hash') || message.includes('is configured for secret'))
  );
}

/** Cognito says the same of a pool or an app client that does not exist, by name. */
function isAboutDeviceOrGroup({ name, message }: AwsFault): boolean {
  return name === 'ResourceNotFoundException' && /^(?:Device|Group)\b/.test(message);
}

/** Cognito says the same of a second factor that was never set up and of a wrong parameter, by name. */
function isAboutFactorNotSetUp({ name, message }: AwsFault): boolean {
  return name === 'InvalidParameterException' && message.includes('delivery config set to turn on');
}
