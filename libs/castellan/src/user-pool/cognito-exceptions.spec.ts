import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { AwsFault } from '../credentials/aws-fault.js';
import { toAnswer, TriggerRefusedError, UserPoolError } from '../errors/index.js';
import { toUserPoolError } from './cognito-exceptions.js';

const fault = (name: string, message = 'It says something.', details = {}): AwsFault =>
  new AwsFault(name, message, { httpStatus: 400, ...details });

/** What the SDK knows, but for what operations of this library do not throw. */
const EXCEPTIONS = Object.keys(sdk).filter(
  (name) =>
    name.endsWith('Exception') &&
    !/^(CognitoIdentityProviderService|ManagedLogin|Terms|TierChange|UserImport|UserPoolTagging)/.test(name),
);

describe('an exception of Cognito', () => {
  it('is known by name, whichever it is', () => {
    const unknown = EXCEPTIONS.filter(
      (name) => toUserPoolError(fault(name)).code === 'user_pool_unavailable',
    );
    expect(unknown.sort()).toEqual(['InternalErrorException', 'InternalServerException']);
    expect(EXCEPTIONS.length).toBeGreaterThan(40);
  });

  it.each([
    ['AliasExistsException', 409, 'alias_exists'],
    ['CodeDeliveryFailureException', 502, 'code_not_delivered'],
    ['CodeMismatchException', 400, 'code_mismatch'],
    ['ConcurrentModificationException', 409, 'user_pool_conflict'],
    ['DeviceKeyExistsException', 409, 'device_exists'],
    ['EnableSoftwareTokenMFAException', 400, 'totp_code_refused'],
    ['ExpiredCodeException', 400, 'code_expired'],
    ['ForbiddenException', 403, 'user_pool_forbidden'],
    ['InternalErrorException', 502, 'user_pool_unavailable'],
    ['InvalidLambdaResponseException', 502, 'trigger_failed'],
    ['InvalidParameterException', 400, 'user_pool_input_invalid'],
    ['InvalidPasswordException', 400, 'password_policy'],
    ['InvalidUserPoolConfigurationException', 500, 'configuration_invalid'],
    ['LimitExceededException', 429, 'attempt_limit_exceeded'],
    ['MFAMethodNotFoundException', 400, 'mfa_method_not_found'],
    ['NotAuthorizedException', 401, 'access_token_refused'],
    ['PasswordHistoryPolicyViolationException', 400, 'password_reused'],
    ['PasswordResetRequiredException', 403, 'password_reset_required'],
    ['PreconditionNotMetException', 400, 'mfa_setup_precondition'],
    ['RefreshTokenReuseException', 401, 'refresh_token_reused'],
    ['ResourceNotFoundException', 500, 'configuration_invalid'],
    ['SoftwareTokenMFANotFoundException', 400, 'totp_not_set_up'],
    ['ThrottlingException', 503, 'user_pool_throttled'],
    ['TooManyFailedAttemptsException', 429, 'attempt_limit_exceeded'],
    ['TooManyRequestsException', 503, 'user_pool_throttled'],
    ['UnexpectedLambdaException', 502, 'trigger_failed'],
    ['UnsupportedUserStateException', 409, 'user_state_unsupported'],
    ['UserLambdaValidationException', 403, 'trigger_refused'],
    ['UsernameExistsException', 409, 'user_exists'],
    ['UserNotConfirmedException', 403, 'user_not_confirmed'],
    ['UserNotFoundException', 404, 'user_not_found'],
    ['WebAuthnChallengeNotFoundException', 400, 'passkey_challenge_expired'],
    ['WebAuthnOriginNotAllowedException', 400, 'passkey_refused'],
    ['SomethingNewException', 502, 'user_pool_unavailable'],
  ])('%s is a %i, %s', (exception, status, code) => {
    const error = toUserPoolError(fault(exception));
    expect(error).toMatchObject({ httpStatus: status, code });
    const answer = toAnswer(error);
    expect(JSON.stringify(answer)).not.toContain('It says something.');
    expect(answer.headers).toEqual(
      expect.objectContaining(
        status === 401
          ? { 'www-authenticate': expect.stringMatching(/^Bearer/) }
          : { 'cache-control': 'no-store' },
      ),
    );
  });

  it.each([
    ['TooManyRequestsException', undefined, '1'],
    ['TooManyRequestsException', 7, '7'],
    ['LimitExceededException', undefined, '60'],
    ['TooManyFailedAttemptsException', 30, '30'],
  ])('says when to try again: %s', (exception, retryAfterSeconds, header) => {
    const error = toUserPoolError(fault(exception, 'Slow down.', { retryAfterSeconds }));
    expect(toAnswer(error).headers['retry-after']).toBe(header);
  });

  it('is a throttling by its status as well', () => {
    expect(toUserPoolError(fault('Odd', 'Odd.', { httpStatus: 429 })).code).toBe('user_pool_throttled');
  });

  it('may be no answer in time', () => {
    const error = toUserPoolError(fault('TimeoutError', 'No answer.', { timedOut: true }));
    expect(error).toMatchObject({ code: 'user_pool_timeout', httpStatus: 504 });
  });

  it('names itself for the log, and no answer has the name', () => {
    const error = toUserPoolError(fault('UsernameExistsException'));
    expect(error).toBeInstanceOf(UserPoolError);
    expect((error as UserPoolError).exception).toBe('UsernameExistsException');
    expect(JSON.stringify(toAnswer(error))).not.toContain('UsernameExistsException');
  });

  it.each([
    ['PreSignUp failed with error Only for staff..', 'PreSignUp', 'Only for staff.'],
    ['PostConfirmation failed with error Sorry: no.', 'PostConfirmation', 'Sorry: no'],
    ['Something else', undefined, ''],
  ])('of a trigger has what its author wrote: %s', (message, trigger, userMessage) => {
    const error = toUserPoolError(fault('UserLambdaValidationException', message));
    expect(error).toBeInstanceOf(TriggerRefusedError);
    expect(error).toMatchObject({ trigger, userMessage });
  });

  it.each([
    ['NotAuthorizedException', 'Unable to verify secret hash for client abc', 'configuration_invalid'],
    [
      'NotAuthorizedException',
      'Client abc is configured for secret but secret was not received',
      'configuration_invalid',
    ],
    [
      'InvalidParameterException',
      'User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
      'totp_not_set_up',
    ],
    [
      'InvalidParameterException',
      'User does not have delivery config set to turn on SMS_MFA',
      'mfa_method_not_found',
    ],
    ['ResourceNotFoundException', 'Device does not exist.', 'user_pool_resource_not_found'],
    ['ResourceNotFoundException', 'Group not found.', 'user_pool_resource_not_found'],
    ['ResourceNotFoundException', 'User pool client abc does not exist.', 'configuration_invalid'],
  ])('%s means another thing when it says: %s', (exception, message, code) => {
    expect(toUserPoolError(fault(exception, message)).code).toBe(code);
  });
});
