/** What openid-client calls answers that do not belong to what was asked. */
const REFUSED_ANSWERS = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
]);
/** Errors of a token endpoint that are about the code, and not about the app client. */
const REFUSED_CODES = new Set(['invalid_grant', 'invalid_request']);

interface OpenIdError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly error?: unknown;
  readonly message?: unknown;
}

/** The `error` of an answer of OAuth (RFC 6749, sections 4.1.2.1 and 5.2); `undefined` for other failures. */
export function oauthErrorOf(error: unknown): string | undefined {
  const { error: code } = (error ?? {}) as OpenIdError;
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? code : undefined;
}

/** Whether a sign-in was refused, in contrast to an outage or a mistake in the configuration. */
export function isRefusal(error: unknown): boolean {
  const { name, code } = (error ?? {}) as OpenIdError;
  const oauthError = oauthErrorOf(error);
  if (oauthError === undefined) return typeof code === 'string' && REFUSED_ANSWERS.has(code);
  // What comes with the callback is the browser's word, whatever it says.
  return name === 'AuthorizationResponseError' || REFUSED_CODES.has(oauthError);
}

/**
 * What went wrong, without what openid-client attaches to its errors: answers with the tokens and the claims in them.
 */
export function faultOf(error: unknown): Error {
  const { name, code, message } = (error ?? {}) as OpenIdError;
  const parts = [name, code, oauthErrorOf(error), isOutage(error) ? message : undefined];
  return new Error(parts.filter((part) => typeof part === 'string' && part !== '').join(': '));
}

/** Errors of the network are Node's own: they name an address, and never what was sent. */
function isOutage(error: unknown): boolean {
  return error instanceof TypeError && oauthErrorOf(error) === undefined;
}
