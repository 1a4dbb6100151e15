import { CastellanError } from './castellan-error.js';
import type { Challenge } from './challenge.js';

/** The caller is known and may not do this. Answer: 403 without a challenge. */
export class AccessDeniedError extends CastellanError {
  readonly httpStatus = 403;

  constructor(message: string) {
    super('access_denied', message);
  }
}

/** The token lacks a scope. Answer: 403 with a challenge that names what is needed (RFC 6750, section 3.1). */
export class InsufficientScopeError extends CastellanError {
  readonly httpStatus = 403;
  /** The scopes the resource needs. */
  readonly requiredScopes: readonly string[];

  constructor(message: string, requiredScopes: readonly string[]) {
    super('insufficient_scope', message);
    this.requiredScopes = requiredScopes;
  }

  override get challenge(): Challenge {
    return { error: 'insufficient_scope', scope: this.requiredScopes };
  }
}

/** The instance a decision is about does not exist, or its existence is hidden from the caller. Answer: 404. */
export class SubjectNotFoundError extends CastellanError {
  readonly httpStatus = 404;

  constructor(message: string) {
    super('not_found', message);
  }
}

/** A policy, a claim predicate or a subject loader failed. Answer: 500. An error never grants. */
export class PolicyFailureError extends CastellanError {
  readonly httpStatus = 500;

  constructor(message: string, options?: { cause?: unknown }) {
    super('policy_failed', message, options);
  }
}
