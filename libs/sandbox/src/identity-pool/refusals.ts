import { type Clock, epochSeconds } from '../clock.js';
import { ServiceError } from '../http/service-error.js';

/** The refusals of an identity pool, in the words AWS uses. */
export const notAuthorized = (message: string): ServiceError =>
  new ServiceError('NotAuthorizedException', message);

export const invalidLoginToken = (reason: string): ServiceError =>
  notAuthorized(`Invalid login token. ${reason}`);

/** AWS names the time of its clock first. */
export const tokenExpired = (clock: Clock, expiresAt = 0): ServiceError =>
  invalidLoginToken(`Token expired: ${epochSeconds(clock)} >= ${expiresAt}`);

export const unsupportedProvider = (): ServiceError =>
  notAuthorized('Token is not from a supported provider of this identity pool.');

export const loginsDoNotMatch = (): ServiceError =>
  notAuthorized(
    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
  );

export const identityForbidden = (identityId: string): ServiceError =>
  notAuthorized(`Access to Identity '${identityId}' is forbidden.`);

export const guestsNotSupported = (): ServiceError =>
  notAuthorized('Unauthenticated access is not supported for this identity pool.');

export const identityPoolNotFound = (identityPoolId: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `IdentityPool '${identityPoolId}' not found.`);

export const identityNotFound = (identityId: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Identity '${identityId}' not found.`);

export const invalidPoolConfiguration = (): ServiceError =>
  new ServiceError(
    'InvalidIdentityPoolConfigurationException',
    'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
  );

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterException', message);

/** AWS's wording of this one is not known; the exception's name is. */
export const loginConflict = (identityId: string, providerName: string): ServiceError =>
  new ServiceError(
    'ResourceConflictException',
    `Identity '${identityId}' already has another login of provider '${providerName}'.`,
  );

export const tooManyLogins = (identityId: string, most: number): ServiceError =>
  new ServiceError('LimitExceededException', `Identity '${identityId}' would have more than ${most} logins.`);

export const developerUserTaken = (userIdentifier: string): ServiceError =>
  new ServiceError(
    'DeveloperUserAlreadyRegisteredException',
    `The developer user '${userIdentifier}' is already registered with another identity.`,
  );

export const resourceConflict = (message: string): ServiceError =>
  new ServiceError('ResourceConflictException', message);

export const resourceNotFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message);

export const roleForbidden = (roleArn: string): ServiceError =>
  notAuthorized(`Access to Role '${roleArn}' is forbidden.`);
