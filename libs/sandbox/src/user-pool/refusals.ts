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
  disabledUser: () => new ServiceError('NotAuthorizedException', 'User is disabled.'),
  missingParameter: (name: string) =>
    new ServiceError('InvalidParameterException', `Missing required parameter ${name}`),
};
