import {
  type CastellanError,
  ConfigurationError,
  CredentialsRefusedError,
  CredentialsThrottledError,
  CredentialsTimeoutError,
  CredentialsUnavailableError,
  InvalidTokenError,
} from '../../errors/index.js';
import type { AwsFault } from '../aws-fault.js';
import { isThrottling } from '../identity-pool-errors.js';

const REFUSED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'IDPRejectedClaimException',
]);
/** About what the request was signed with. */
const OF_THE_HOST: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
]);
const MISCONFIGURED: ReadonlySet<string> = new Set([
  'InvalidIdentityTokenException',
  'MalformedPolicyDocumentException',
  'PackedPolicyTooLargeException',
  'RegionDisabledException',
  'ValidationError',
]);

/**
 * What a fault of STS means for the caller. Decided by the name of the exception.
 *
 * @param proof what the call is made with: a token of the caller, or credentials of the host
 */
export function stsCastellanError(fault: AwsFault, proof: 'token' | 'hostCredentials'): CastellanError {
  const cause = fault;
  if (fault.timedOut) return new CredentialsTimeoutError('STS did not answer in time.', { cause });
  if (isThrottling(fault)) {
    const retryAfterSeconds = fault.retryAfterSeconds ?? 1;
    return new CredentialsThrottledError('STS is throttling this account.', { retryAfterSeconds, cause });
  }
  if (proof === 'hostCredentials' && OF_THE_HOST.has(fault.name)) {
    return new CredentialsUnavailableError(
      'STS does not take hostCredentials: they have expired, or are wrong. No caller can do anything about it.',
      { cause },
    );
  }
  if (fault.name === 'ExpiredTokenException') {
    return new InvalidTokenError(
      'token_expired',
      'STS finds the token expired. Refresh the tokens; if that does not help, check the clock of this host.',
      { cause },
    );
  }
  if (REFUSED.has(fault.name)) {
    return new CredentialsRefusedError(
      'STS gives this caller no session of the role. Check the trust policy of the role: the provider, the audience, ' +
        'sts:TagSession where tags are sent; for token vending also that the host may assume it.',
      { cause },
    );
  }
  if (MISCONFIGURED.has(fault.name)) {
    return new ConfigurationError(
      'STS does not take what it is asked for. Check the role, the OIDC provider with its audiences, the session ' +
        'policy and the tags; the cause has what AWS says.',
      { cause },
    );
  }
  return new CredentialsUnavailableError('STS cannot be reached, or it fails.', { cause });
}
