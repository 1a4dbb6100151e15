import type { AwsFault } from '../../credentials/aws-fault.js';
import {
  AccessTokenRefusedError,
  type CastellanError,
  CodeMismatchError,
  SignInBlockedError,
  type UserPoolError,
  WrongCredentialsError,
} from '../../errors/index.js';
import { toUserPoolError } from '../cognito-exceptions.js';

/** What a fault means while somebody signs in. */
export function toSignInError(fault: AwsFault): CastellanError {
  const error = toUserPoolError(fault);
  if (!(error instanceof AccessTokenRefusedError)) return error;
  const options = { exception: fault.name, cause: fault };
  // Cognito says it by the message alone.
  return fault.message.includes('security reasons')
    ? new SignInBlockedError('The threat protection of the pool blocks this sign-in.', options)
    : new WrongCredentialsError(
        'Cognito refuses the sign-in: a wrong user name or password, a user who is disabled or locked out, or a ' +
          'session that is over. The cause has what it says.',
        options,
      );
}

/** What Cognito says of a user who exists, before a password or a code was right. */
export const TELLS_AT_SIGN_IN: ReadonlySet<string> = new Set([
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
  'LimitExceededException',
  'TooManyFailedAttemptsException',
  // The same answer for all of them has to come at the same times, too.
  'NotAuthorizedException',
]);

/** What Cognito says of a code that nobody sent, to a user who may not exist. */
export const TELLS_AT_A_CHALLENGE: ReadonlySet<string> = new Set([
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
  'ExpiredCodeException',
  // Of a device.
  'ResourceNotFoundException',
]);

/** @throws always: what everybody is told whose sign-in fails */
export function refuseSignIn(error: UserPoolError): never {
  if (error instanceof SignInBlockedError) throw error;
  throw new WrongCredentialsError('The sign-in is refused. The cause says why, and the answer does not.', {
    cause: error,
    ...(error.exception !== undefined && { exception: error.exception }),
  });
}

/** @throws always: what everybody is told whose answer to a challenge fails */
export function refuseAnswer(error: UserPoolError): never {
  if (error.exception !== 'ExpiredCodeException') refuseSignIn(error);
  throw new CodeMismatchError('The code is wrong or has expired.', {
    cause: error,
    exception: error.exception,
  });
}
