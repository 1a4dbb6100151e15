import { InvalidTokenError } from '../errors/index.js';
import type { TokenUse } from './principal.js';
import type { TrustedIssuer } from './trusted-issuer.js';
import type { UserPool } from './user-pool.js';
import type { VerifiedToken } from './verified-tokens.js';

/** What one resource expects of a token, besides what the configuration of the user pool says. */
export interface TokenExpectation {
  /**
   * The type of token, in place of the pool's own `tokenUse`. Default: the pool's own. The `clientIds` of the
   * pool apply to `aud` of an ID token as they do to `client_id` of an access token.
   */
  readonly tokenUse?: TokenUse;
  /** The names of the user pools whose tokens are accepted. Default: every pool. */
  readonly pools?: readonly string[];
}

/** What is expected where nothing special is. */
export const NO_EXPECTATION: TokenExpectation = Object.freeze({});

/** @throws InvalidTokenError `token_issuer_not_allowed`, `token_pool_not_allowed` */
export function checkIssuer(issuer: TrustedIssuer | undefined, expectation: TokenExpectation): TrustedIssuer {
  if (issuer === undefined) {
    throw new InvalidTokenError(
      'token_issuer_not_allowed',
      'The iss of the token is not the issuer of a configured user pool. Check Region, pool ID and issuer.',
    );
  }
  if (!isExpectedPool(issuer.pool.name, expectation)) {
    throw new InvalidTokenError(
      'token_pool_not_allowed',
      `The token is of user pool ${issuer.pool.name}, which this resource does not accept.`,
    );
  }
  return issuer;
}

/**
 * Judges a token that is remembered by what is expected this time. It is judged anew once its pool was resolved to
 * something else, which shows in another key set.
 */
export function isExpected(
  { principal: { pool, tokenUse }, signer: { keySet } }: VerifiedToken,
  expectation: TokenExpectation,
  issuer: TrustedIssuer | undefined,
): boolean {
  if (issuer?.keySet !== keySet || !isExpectedPool(pool, expectation)) return false;
  const expected = expectedTokenUse(expectation, issuer.pool);
  return expected === null || expected === tokenUse;
}

function isExpectedPool(name: string, { pools }: TokenExpectation): boolean {
  return pools === undefined || (Array.isArray(pools) && pools.includes(name));
}

/** The type of token that is expected; `null` expects either. */
export function expectedTokenUse({ tokenUse }: TokenExpectation, pool: UserPool): TokenUse | null {
  return tokenUse ?? pool.tokenUse;
}
