import { CastellanError, type ErrorCode } from '../../errors/index.js';

/** Refusals of the token itself that do not depend on the handler. */
const OF_REQUEST: ReadonlySet<ErrorCode> = new Set([
  'authorization_header_malformed',
  'multiple_credentials',
  'key_set_unavailable',
  'pool_unavailable',
  'revocations_unavailable',
]);
/** What a handler can ask of a token in another way than the next one. */
const OF_HANDLER: ReadonlySet<ErrorCode> = new Set(['token_use_not_allowed', 'token_pool_not_allowed']);

/**
 * Whether a refusal of the caller is one for every field of the request, and not for the handler alone.
 *
 * @param hasOwnDemands Whether the handler asks something of tokens that others do not.
 */
export function refusesRequest(error: unknown, hasOwnDemands: boolean): error is CastellanError {
  if (!(error instanceof CastellanError)) return false;
  if (OF_REQUEST.has(error.code)) return true;
  return error.code.startsWith('token_') && !(hasOwnDemands && OF_HANDLER.has(error.code));
}
