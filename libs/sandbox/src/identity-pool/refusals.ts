import { ServiceError } from '../http/service-error.js';

/** The refusals of an identity pool, in the words AWS uses. */
export const notAuthorized = (message: string): ServiceError =>
  new ServiceError('NotAuthorizedException', message);

export const invalidLoginToken = (reason: string): ServiceError =>
  notAuthorized(`Invalid login token. ${reason}`);

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
