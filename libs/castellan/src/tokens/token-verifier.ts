import { verify as verifySignature, type KeyObject } from 'node:crypto';
import { InvalidTokenError } from '../errors/index.js';
import { checkClaims, timeRefusal, type CheckedClaims, type TokenTimes } from './claims.js';
import { parseCompactJws, type CompactJws } from './compact-jws.js';
import type { KeySet, KeySetStatus } from './key-set.js';
import { JwsHeaders } from './jws-headers.js';
import { createKeySetFetcher } from './key-set-fetcher.js';
import { PinnedKeySet } from './pinned-key-set.js';
import type { Principal, TokenUse } from './principal.js';
import { Principals } from './principals.js';
import { PublishedKeySet } from './published-key-set.js';
import { readTokenVerifierOptions, type TokenVerifierOptions } from './token-verifier-options.js';
import type { UserPool, UserPoolReference } from './user-pool.js';
import { VerifiedTokens } from './verified-tokens.js';

/** What one resource expects of a token, besides what the configuration of the user pool says. */
export interface TokenExpectation {
  /**
   * The type of token, in place of the pool's own `tokenUse`. Default: the pool's own. The `clientIds` of the
   * pool apply to `aud` of an ID token as they do to `client_id` of an access token.
   */
  readonly tokenUse?: TokenUse;
  /** The names of the user pools whose tokens are accepted. Default: every configured pool. */
  readonly pools?: readonly string[];
}

interface TrustedIssuer {
  readonly pool: UserPool;
  readonly keySet: KeySet;
}

const NO_EXPECTATION: TokenExpectation = Object.freeze({});

/**
 * Verifies the tokens of Cognito user pools: turns a bearer token into the principal it speaks for.
 *
 * Whatever is cheap to find out is checked before a key is asked for: length, shape, header, issuer, type of
 * token, app client, claims, expiry. Tokens found good are remembered until they expire or their key is withdrawn.
 *
 * @example
 * ```ts
 * import { TokenVerifier } from 'castellan/core';
 *
 * const verifier = new TokenVerifier({
 *   userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
 * });
 *
 * export async function whoIs(token: string): Promise<string> {
 *   const principal = await verifier.verify(token);
 *   return principal.sub;
 * }
 * ```
 */
export class TokenVerifier {
  readonly #issuers: ReadonlyMap<unknown, TrustedIssuer>;
  readonly #clock: () => number;
  readonly #toleranceMs: number;
  readonly #maxTokenLength: number;
  readonly #headers = new JwsHeaders();
  readonly #principals = new Principals();
  readonly #verifiedTokens: VerifiedTokens;

  /** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
  constructor(options: TokenVerifierOptions) {
    const { userPools, clock, fetch, toleranceMs, maxTokenLength, maxCachedTokens } =
      readTokenVerifierOptions(options);
    const fetchKeySet = createKeySetFetcher({ fetch });
    this.#issuers = new Map(
      userPools.map((pool) => {
        const keySet =
          pool.pinnedKeys === undefined
            ? new PublishedKeySet(pool, { fetchKeySet, clock })
            : new PinnedKeySet(pool, pool.pinnedKeys);
        return [pool.issuer, { pool, keySet }];
      }),
    );
    this.#clock = clock;
    this.#toleranceMs = toleranceMs;
    this.#maxTokenLength = maxTokenLength;
    this.#verifiedTokens = new VerifiedTokens({ max: maxCachedTokens, clock, toleranceMs });
  }

  /** The configured user pools, in order. */
  get userPools(): readonly UserPoolReference[] {
    return [...this.#issuers.values()].map(({ pool: { name, userPoolId, issuer } }) => ({
      name,
      userPoolId,
      issuer,
    }));
  }

  /** The state of the key set of each user pool, in order. */
  get keySets(): readonly KeySetStatus[] {
    return [...this.#issuers.values()].map(({ keySet }) => keySet.status);
  }

  /**
   * Verifies a token.
   *
   * @throws InvalidTokenError whose `code` names the check that failed.
   * @throws KeySetUnavailableError when the keys of the token's user pool cannot be had.
   */
  async verify(token: string, expectation: TokenExpectation = NO_EXPECTATION): Promise<Principal> {
    this.#checkLength(token);
    const digest = this.#verifiedTokens.digest(token);
    const known = this.#verifiedTokens.get(digest)?.principal;
    if (known !== undefined && isExpected(known, expectation, this.#issuers.get(known.issuer))) return known;

    const jws = parseCompactJws(token, this.#headers);
    const { pool, keySet } = this.#findIssuer(jws, expectation);
    const claims = checkClaims(jws.payload, pool, expectedTokenUse(expectation, pool));
    this.#checkTimes(claims.times);
    const key = keySet.ready(jws.kid) ?? (await this.#waitForKey(keySet, jws, claims));
    checkSignature(token, jws, key);

    const principal = this.#principals.create(claims, pool);
    this.#verifiedTokens.set(digest, { principal, times: claims.times, kid: jws.kid, key, keySet });
    return principal;
  }

  /**
   * Loads the key sets of all user pools, so that the first request need not wait for them.
   *
   * @throws KeySetUnavailableError when one of them cannot be loaded.
   */
  async warmUp(): Promise<void> {
    await Promise.all([...this.#issuers.values()].map(({ keySet }) => keySet.warmUp()));
  }

  #checkLength(token: unknown): void {
    if (typeof token !== 'string') {
      throw new InvalidTokenError('token_malformed', `The token is not a string but a ${typeof token}.`);
    }
    if (token.length > this.#maxTokenLength) {
      throw new InvalidTokenError(
        'token_too_large',
        `The token has ${token.length} characters, and maxTokenLength is ${this.#maxTokenLength}.`,
      );
    }
  }

  /** Issuers are found by the whole text of `iss`, and no address is ever made of it. */
  #findIssuer({ payload }: CompactJws, expectation: TokenExpectation): TrustedIssuer {
    const issuer = this.#issuers.get(payload.iss);
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

  #checkTimes(times: TokenTimes): void {
    const refusal = timeRefusal(times, this.#clock(), this.#toleranceMs);
    if (refusal === 'token_expired') throw new InvalidTokenError(refusal, 'The exp of the token has passed.');
    if (refusal !== undefined) {
      throw new InvalidTokenError(
        refusal,
        'The iat or nbf of the token lies in the future. If the clocks differ, set clockToleranceSeconds.',
      );
    }
  }

  /** A token may expire while its key is waited for. */
  async #waitForKey(keySet: KeySet, { kid }: CompactJws, { times }: CheckedClaims): Promise<KeyObject> {
    const key = await keySet.find(kid);
    this.#checkTimes(times);
    return key;
  }
}

function checkSignature(token: string, { signedLength, signature }: CompactJws, key: KeyObject): void {
  const signed = Buffer.from(token.slice(0, signedLength), 'latin1');
  if (!verifySignature('RSA-SHA256', signed, key, signature)) {
    throw new InvalidTokenError(
      'token_signature_invalid',
      'The signature of the token does not verify with the key its kid names.',
    );
  }
}

/** Judges a token that is remembered by what is expected this time. */
function isExpected(
  { pool, tokenUse }: Principal,
  expectation: TokenExpectation,
  issuer: TrustedIssuer | undefined,
): boolean {
  if (issuer === undefined || !isExpectedPool(pool, expectation)) return false;
  const expected = expectedTokenUse(expectation, issuer.pool);
  return expected === null || expected === tokenUse;
}

function isExpectedPool(name: string, { pools }: TokenExpectation): boolean {
  return pools === undefined || (Array.isArray(pools) && pools.includes(name));
}

function expectedTokenUse({ tokenUse }: TokenExpectation, pool: UserPool): TokenUse | null {
  return tokenUse ?? pool.tokenUse;
}
