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

  request_body_invalid: 'The body of the request is not what this resource takes.',
  request_body_too_large: 'The body of the request is longer than this resource reads.',
  media_type_not_supported: 'This resource takes JSON, with the media type application/json.',
  too_many_requests: 'There were too many requests. Try again later.',

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

  wrong_credentials:
    'The user name or the password is wrong, or this account has to be confirmed or given a new password first.',
  sign_in_blocked: 'This sign-in was blocked because it looks risky.',
  user_not_confirmed: 'The account has not been confirmed yet.',
  password_reset_required: 'The password has to be reset before the next sign-in.',
  refresh_token_refused: 'The refresh token is not accepted any more. Sign in again.',
  refresh_token_reused: 'The refresh token has been used before. Sign in again.',
  access_token_refused: 'The user pool does not accept the access token for this.',
  code_mismatch: 'The code is wrong or has expired.',
  code_expired: 'The code has expired. Ask for a new one.',
  code_not_delivered: 'The code could not be sent.',
  totp_code_refused: 'The code of the authenticator app is wrong.',
  totp_not_set_up: 'No authenticator app has been set up.',
  mfa_method_not_found: 'The second factor has not been set up.',
  mfa_setup_precondition: 'Something has to be set up before this can be done.',
  password_policy: 'The password does not meet the policy of the user pool.',
  password_reused: 'The password was used before. Choose another one.',
  user_exists: 'There is an account with this user name already.',
  account_link_refused: 'The two accounts cannot be linked.',
  alias_exists: 'The address or number belongs to another account already.',
  user_not_found: 'There is no such user.',
  user_state_unsupported: 'This cannot be done with an account in its present state.',
  user_pool_input_invalid: 'The user pool does not accept what was sent.',
  user_pool_conflict: 'The user pool has it already, or is being changed by somebody else.',
  user_pool_forbidden: 'The request was refused in front of the user pool.',
  attempt_limit_exceeded: 'There were too many attempts. Try again later.',
  trigger_refused: 'The application refused this.',
  trigger_failed: 'The application could not decide about this.',
  passkey_refused: 'The passkey was not accepted.',
  passkey_challenge_expired: 'The registration of the passkey took too long. Start again.',
  device_exists: 'The device is remembered already.',
  user_pool_resource_not_found: 'There is no such device or group.',
  challenge_unsupported: 'The user pool asks for something that this service cannot answer.',
  user_pool_throttled: 'The user pool has too many requests right now. Try again later.',
  user_pool_unavailable: 'The user pool cannot be reached right now.',
  user_pool_timeout: 'The user pool did not answer in time.',

  csrf_refused: 'The request changes something, and nothing shows that a page of this application sent it.',
  return_address_not_allowed: 'The address to return to is not one of this application.',
  sign_in_request_invalid: 'A parameter of the sign-in is missing, repeated or malformed.',
  sign_in_not_started:
    'This sign-in was not started in this browser, has been used, or took too long. Start again.',
  sign_in_refused: 'The sign-in was refused.',
  sign_in_unavailable: 'Signing in is not possible right now.',
  session_unavailable: 'The session cannot be looked up or renewed right now.',

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
