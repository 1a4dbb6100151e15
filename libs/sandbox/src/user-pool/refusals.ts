import { ServiceError } from '../http/service-error.js';

/** The refusals that more than one operation answers with. The texts are Cognito's own: SDK users match on them. */
export const refusals = {
  notAuthorized: (message: string) => new ServiceError('NotAuthorizedException', message),
  invalidParameter: (message: string) => new ServiceError('InvalidParameterException', message),
  resourceNotFound: (message: string) => new ServiceError('ResourceNotFoundException', message),
  unknownPool: (userPoolId: string) =>
    new ServiceError('ResourceNotFoundException', `User pool ${userPoolId} does not exist.`),
  unknownClient: (clientId: string) =>
    new ServiceError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`),
  unknownUser: () => new ServiceError('UserNotFoundException', 'User does not exist.'),
  incorrectPassword: () => new ServiceError('NotAuthorizedException', 'Incorrect username or password.'),
  codeMismatch: () =>
    new ServiceError('CodeMismatchException', 'Invalid verification code provided, please try again.'),
  expiredCode: () =>
    new ServiceError('ExpiredCodeException', 'Invalid code provided, please request a code again.'),
  passwordResetRequired: () =>
    new ServiceError('PasswordResetRequiredException', 'Password reset required for the user'),
  notToBeConfirmed: (status: string) =>
    new ServiceError('NotAuthorizedException', `User cannot be confirmed. Current status is ${status}`),
  notToBeReset: () =>
    new ServiceError('NotAuthorizedException', 'User password cannot be reset in the current state.'),
  unreachableUser: () =>
    new ServiceError(
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    ),
  disabledUser: () => new ServiceError('NotAuthorizedException', 'User is disabled.'),
  /** Of operations that take a client and a user name, where a user's existence is not hidden. */
  unknownUserOfClient: () =>
    new ServiceError('UserNotFoundException', 'Username/client id combination not found.'),
  missingParameter: (name: string) =>
    new ServiceError('InvalidParameterException', `Missing required parameter ${name}`),
};
