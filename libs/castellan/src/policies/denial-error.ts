import {
  AccessDeniedError,
  AuthenticationRequiredError,
  InsufficientScopeError,
  InsufficientUserAuthenticationError,
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
 * - A subject that does not exist or is hidden: a {@link SubjectNotFoundError} (404), for anonymous callers too.
 *   They get as far as a subject only where the handler is public, and signing in would not make it exist.
 * - An anonymous caller gets an {@link AuthenticationRequiredError} (401) for every other reason:
 *   authentication is judged before authorization.
 * - Where the user's sign-in is all that is not enough: an {@link InsufficientUserAuthenticationError} (401) that
 *   says what is asked.
 * - Where scopes are all that is missing: an {@link InsufficientScopeError} (403) that names what is needed.
 * - Everything else: an {@link AccessDeniedError} (403).
 *
 * @example
 * ```ts
 * import { toError, type CallerAbility, type Principal } from 'castellan/core';
 *
 * export function requireDelete(ability: CallerAbility, principal: Principal): void {
 *   const decision = ability.decide('delete', 'Article');
 *   if (!decision.granted) throw toError(decision, principal);
 * }
 * ```
 */
export function toError(denied: Denied, caller: Caller): CastellanError {
  if (denied.reason === 'policy_failed') {
    return new PolicyFailureError(denied.message, { cause: denied.cause });
  }
  if (denied.reason === 'subject_not_found') return new SubjectNotFoundError(denied.message);
  if (caller.kind === 'anonymous') return new AuthenticationRequiredError(denied.message);
  switch (denied.reason) {
    case 'scope':
      return new InsufficientScopeError(
        denied.message,
        denied.requiredScopes ?? denied.missing?.scopes ?? [],
      );
    case 'stale_authentication':
    case 'weak_authentication':
    case 'unknown_authentication':
      return new InsufficientUserAuthenticationError(denied.message, denied.authentication);
    case 'anonymous':
    case 'no_requirement':
    case 'pool':
    case 'group':
    case 'claim':
    case 'tenant':
    case 'identity_provider':
    case 'unknown_identity_provider':
    case 'rule':
    case 'body':
    case 'excluded':
    case 'subject_not_loaded':
      return new AccessDeniedError(denied.message);
  }
}
