/**
 * Every code a caller can meet, with the one sentence that may be shown for it.
 *
 * The sentences are fixed: nothing of the request, the token or the configuration can get into them.
 *
 * @example
 * ```ts
 * import { ERROR_CODES } from 'castellan/core';
 *
 * // What a caller is told when a token has expired.
 * export const sentence = ERROR_CODES.token_expired;
 * ```
 */
export const ERROR_CODES = {
  configuration_invalid: 'The service is not configured correctly.',

  authorization_header_malformed:
    'A header that carries a token does not carry exactly one well-formed token.',
  multiple_credentials: 'The request carries more than one set of credentials.',
  authentication_required: 'The request needs a bearer token.',

  too_many_attempts: 'There were too many refused attempts. Try again later.',

  token_malformed: 'The token is not a well-formed JSON Web Token.',
  token_too_large: 'The token is longer than this service accepts.',
  token_header_not_allowed: 'The token header has a parameter that this service does not accept.',
  token_algorithm_not_allowed: 'The token is not signed with an accepted algorithm.',
  token_issuer_not_allowed: 'The token was issued by a party this service does not know.',
  token_key_unknown: 'The token is signed with a key its issuer does not publish.',
  token_signature_invalid: 'The signature of the token does not match its content.',
  token_expired: 'The token has expired.',
  token_not_yet_valid: 'The token is not valid yet.',
  token_claims_invalid: 'A claim of the token is missing or malformed.',
  token_use_not_allowed: 'This service needs another type of token.',
  token_client_not_allowed: 'The token was issued to an application this service does not accept.',
  token_pool_not_allowed: 'The token was issued by a user pool this resource does not accept.',
  token_audience_not_allowed: 'The token was issued for another resource.',
  token_binding_mismatch: 'The tokens of the request do not belong together.',
  token_revoked: 'The token has been revoked.',
  token_superseded: 'A newer token of this user gives other rights. Refresh the tokens.',

  key_set_unavailable: 'The keys needed to check the token cannot be had right now.',
  pool_unavailable: 'Whether the issuer of the token is known cannot be found out right now.',
  revocations_unavailable: 'Whether the token has been revoked cannot be found out right now.',
  revocation_not_recorded: 'The revocation could not be recorded everywhere. Try again.',
  revalidation_unavailable:
    'Whether the token is still accepted by its issuer cannot be found out right now.',

  insufficient_user_authentication: 'This resource needs a more recent or a stronger sign-in of the user.',

  access_denied: 'The caller is not allowed to do this.',
  insufficient_scope: 'The token lacks a scope this resource needs.',
  not_found: 'There is no such resource.',
  policy_failed: 'The request could not be authorized because of a fault in the service.',

  id_token_required: "This resource needs the caller's ID token as well.",
  credentials_refused: 'AWS gives this caller no credentials.',
  credentials_throttled: 'AWS credentials cannot be had right now because of too many requests.',
  credentials_unavailable: 'AWS credentials cannot be had right now.',
  credentials_timeout: 'AWS credentials could not be had in time.',
  caller_context_missing: 'The service used AWS outside of a request.',
  aws_access_denied: "AWS refused this with the caller's own credentials.",
} as const;

/** A stable, machine-readable error code. */
export type ErrorCode = keyof typeof ERROR_CODES;
