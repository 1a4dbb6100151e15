import {
  AccessDeniedError,
  AuthenticationRequiredError,
  InsufficientScopeError,
  PolicyFailureError,
  SubjectNotFoundError,
  type CastellanError,
} from '../errors/index.js';
import type { Caller } from '../tokens/principal.js';
import type { Denied } from './decision.js';

/**
 * Turns a denial into the error its caller gets: the one place where this happens.
 *
 * - A failure is a {@link PolicyFailureError} (500) for anybody: it is the service's fault, not the caller's.
 * - An anonymous caller gets an {@link AuthenticationRequiredError} (401) whatever the reason: authentication
 *   is judged before authorization.
 * - Where scopes are all that is missing: an {@link InsufficientScopeError} (403) that names what is needed.
 * - A subject that does not exist or is hidden: a {@link SubjectNotFoundError} (404).
 * - Everything else: an {@link AccessDeniedError} (403).
 */
export function toError(denied: Denied, caller: Caller): CastellanError {
  if (denied.reason === 'policy_failed') {
    return new PolicyFailureError(denied.message, { cause: denied.cause });
  }
  if (caller.kind === 'anonymous') return new AuthenticationRequiredError(denied.message);
  switch (denied.reason) {
    case 'scope':
      return new InsufficientScopeError(
        denied.message,
        denied.requiredScopes ?? denied.missing?.scopes ?? [],
      );
    case 'subject_not_found':
      return new SubjectNotFoundError(denied.message);
    case 'anonymous':
    case 'no_requirement':
    case 'pool':
    case 'group':
    case 'claim':
    case 'rule':
    case 'excluded':
    case 'subject_not_loaded':
      return new AccessDeniedError(denied.message);
  }
}
