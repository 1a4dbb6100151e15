import { isAboutIdentityId, toCastellanError } from './identity-pool-errors.js';
import { AwsFault } from './aws-fault.js';

const fault = (name: string, message = '', details: ConstructorParameters<typeof AwsFault>[2] = {}) =>
  new AwsFault(name, message, { httpStatus: 400, ...details });

describe('toCastellanError', () => {
  it.each<[AwsFault, string, number]>([
    [
      fault('NotAuthorizedException', 'Invalid login token. Token expired: 1700000001 >= 1700000000'),
      'token_expired',
      401,
    ],
    [
      fault('NotAuthorizedException', "Invalid login token. Couldn't verify signed token."),
      'token_signature_invalid',
      401,
    ],
    [
      fault('NotAuthorizedException', "Invalid login token. Issuer doesn't match providerName"),
      'configuration_invalid',
      500,
    ],
    [
      fault('NotAuthorizedException', 'Token is not from a supported provider of this identity pool.'),
      'configuration_invalid',
      500,
    ],
    [
      fault('NotAuthorizedException', 'Invalid login token. Missing a required claim: aud'),
      'configuration_invalid',
      500,
    ],
    [
      fault('NotAuthorizedException', "Logins don't match. Please include at least one valid login"),
      'credentials_refused',
      403,
    ],
    [fault('NotAuthorizedException', "Access to Identity 'x' is forbidden."), 'credentials_refused', 403],
    [
      fault('NotAuthorizedException', 'Unauthenticated access is not supported for this identity pool.'),
      'credentials_refused',
      403,
    ],
    [
      fault('NotAuthorizedException', 'The ambiguous role mapping rules for: p denied this request.'),
      'credentials_refused',
      403,
    ],
    [fault('NotAuthorizedException', 'something new'), 'credentials_refused', 403],
    [fault('ResourceConflictException'), 'credentials_refused', 403],
    [fault('ResourceNotFoundException', "IdentityPool 'x' not found."), 'configuration_invalid', 500],
    [fault('ResourceNotFoundException', "Identity 'x' not found."), 'credentials_unavailable', 502],
    [fault('InvalidIdentityPoolConfigurationException'), 'configuration_invalid', 500],
    [fault('InvalidParameterException'), 'configuration_invalid', 500],
    [fault('TooManyRequestsException', 'Rate exceeded'), 'credentials_throttled', 503],
    [fault('LimitExceededException'), 'credentials_throttled', 503],
    [fault('SomethingElse', '', { httpStatus: 429 }), 'credentials_throttled', 503],
    [fault('ExternalServiceException'), 'credentials_unavailable', 502],
    [fault('InternalErrorException', '', { httpStatus: 500 }), 'credentials_unavailable', 502],
    [fault('Error', 'ECONNREFUSED: connect', { httpStatus: undefined }), 'credentials_unavailable', 502],
    [fault('TimeoutError', '', { httpStatus: undefined, timedOut: true }), 'credentials_timeout', 504],
  ])('makes of %s', (given, code, httpStatus) => {
    expect(toCastellanError(given)).toMatchObject({ code, httpStatus, cause: given });
  });

  it('says after how long to try again', () => {
    expect(toCastellanError(fault('TooManyRequestsException')).retryAfterSeconds).toBe(1);
    expect(
      toCastellanError(fault('TooManyRequestsException', '', { retryAfterSeconds: 7 })).retryAfterSeconds,
    ).toBe(7);
  });

  it('names the options to set when AWS throttles', () => {
    const { message } = toCastellanError(fault('TooManyRequestsException', 'Rate exceeded'));
    expect(message).toContain('Set callLimits.perSecond and callLimits.processes');
  });
});

describe('isAboutIdentityId', () => {
  it.each<[string, string, boolean]>([
    ['NotAuthorizedException', "Access to Identity 'x' is forbidden.", true],
    ['NotAuthorizedException', "Logins don't match. Please include at least one valid login.", true],
    ['ResourceNotFoundException', "Identity 'x' not found.", true],
    ['ResourceNotFoundException', "IdentityPool 'x' not found.", false],
    ['NotAuthorizedException', 'Invalid login token. Token expired: 2 >= 1', false],
    ['TooManyRequestsException', 'Rate exceeded', false],
    ['TimeoutError', 'is forbidden.', false],
  ])('of %s: %s is %p', (name, message, expected) => {
    expect(isAboutIdentityId(fault(name, message))).toBe(expected);
  });
});
