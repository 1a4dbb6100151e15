import {
  type CastellanError,
  ConfigurationError,
  CredentialsRefusedError,
  CredentialsThrottledError,
  CredentialsTimeoutError,
  CredentialsUnavailableError,
  InvalidTokenError,
} from '../errors/index.js';
import type { AwsFault } from './aws-fault.js';

const THROTTLED: ReadonlySet<string> = new Set([
  'TooManyRequestsException',
  'LimitExceededException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
]);
const MISCONFIGURED: ReadonlySet<string> = new Set([
  'InvalidIdentityPoolConfigurationException',
  'InvalidParameterException',
]);

/**
 * What a fault of the Identity Pool means for the caller. Decided by the name of the exception. AWS reports a
 * dozen different things as `NotAuthorizedException`, and tells those apart by the message alone.
 *
 * A fault in the wiring (pool, provider, app client, roles) is a {@link ConfigurationError}: no caller can do
 * anything about it, and no retry helps.
 */
export function toCastellanError(fault: AwsFault): CastellanError {
  const cause = fault;
  if (fault.timedOut) {
    return new CredentialsTimeoutError('The Identity Pool did not answer in time.', { cause });
  }
  if (isThrottling(fault)) {
    return new CredentialsThrottledError(
      'AWS is throttling the Identity Pool. GetId allows 25 calls a second and GetCredentialsForIdentity 200, by default. ' +
        'Set callLimits.perSecond and callLimits.processes to what the account allows, or ask AWS for more.',
      { retryAfterSeconds: fault.retryAfterSeconds ?? 1, cause },
    );
  }
  if (fault.name === 'NotAuthorizedException') return notAuthorized(fault);
  if (fault.name === 'ResourceConflictException') {
    return new CredentialsRefusedError('The login is linked to another identity of the Identity Pool.', {
      cause,
    });
  }
  if (MISCONFIGURED.has(fault.name) || isMissingPool(fault)) {
    return new ConfigurationError(
      'The Identity Pool does not work as it is configured. Check identityPool.identityPoolId, and the roles of ' +
        'the pool with their trust policies (audience, amr, sts:TagSession); the cause has what AWS says.',
      { cause },
    );
  }
  return new CredentialsUnavailableError('The Identity Pool cannot be reached, or it fails.', { cause });
}

/** Whether AWS has refused the call because there are too many. */
export function isThrottling(fault: AwsFault): boolean {
  return THROTTLED.has(fault.name) || fault.httpStatus === 429;
}

/** Whether the identity ID of the call is the wrong one for this login: disabled, merged away or deleted. */
export function isAboutIdentityId(fault: AwsFault): boolean {
  if (fault.name === 'NotAuthorizedException') {
    return fault.message.startsWith("Logins don't match") || fault.message.endsWith('is forbidden.');
  }
  return fault.name === 'ResourceNotFoundException' && !isMissingPool(fault);
}

function isMissingPool(fault: AwsFault): boolean {
  return fault.name === 'ResourceNotFoundException' && fault.message.startsWith('IdentityPool');
}

const WIRING = [
  "Issuer doesn't match providerName",
  'Token is not from a supported provider',
  'Missing a required claim',
];

function notAuthorized(fault: AwsFault): CastellanError {
  const cause = fault;
  const says = (text: string): boolean => fault.message.includes(text);
  if (says('Token expired')) {
    return new InvalidTokenError(
      'token_expired',
      'The Identity Pool finds the ID token expired. Refresh the tokens; if that does not help, check the clock of this host.',
      { cause },
    );
  }
  if (says("Couldn't verify signed token")) {
    return new InvalidTokenError(
      'token_signature_invalid',
      'The Identity Pool cannot verify the signature of the ID token.',
      { cause },
    );
  }
  if (WIRING.some(says)) {
    return new ConfigurationError(
      "The Identity Pool does not take ID tokens of this user pool and app client. Add them to the pool's " +
        'authentication providers; the cause has what AWS says.',
      { cause },
    );
  }
  return new CredentialsRefusedError('The Identity Pool gives this caller no credentials.', { cause });
}
