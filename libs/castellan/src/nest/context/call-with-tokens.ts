import type { CallerContext } from '../../credentials/index.js';

/** The tokens that a request carries, as they came. */
export interface CarriedTokens {
  readonly bearerToken: string | undefined;
  /** Not verified: whoever gets it has to bind it to the bearer token. */
  readonly idToken: string | undefined;
}

/** On whose behalf code runs that handles a call: somebody who came with tokens. */
export interface CallWithTokens extends CallerContext {
  /**
   * The tokens of the call, as long as it lasts.
   *
   * @throws CallerContextMissingError after the answer.
   */
  tokens(): CarriedTokens;
}

/** Whether code runs for a call, and not for an identity that it was given in another way. */
export function isCallWithTokens(context: CallerContext): context is CallWithTokens {
  return 'tokens' in context && typeof context.tokens === 'function';
}
