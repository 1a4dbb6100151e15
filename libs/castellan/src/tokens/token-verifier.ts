import type { KeyObject } from 'node:crypto';
import { InvalidTokenError } from '../errors/index.js';
import { checkClaims, timeRefusal, type CheckedClaims, type TokenTimes } from './claims.js';
import { describeType, readInteger, readOptions } from './option-checks.js';
import { parseCompactJws, type CompactJws } from './compact-jws.js';
import type { KeySet, KeySetStatus } from './key-set.js';
import { JwsHeaders } from './jws-headers.js';
import { createKeySetFetcher } from './key-set-fetcher.js';
import { Issuers } from './issuers.js';
import { keySetHealth, type KeySetHealth } from './key-set-health.js';
import type { Principal } from './principal.js';
import { Principals } from './principals.js';
import type { ProtectedResource } from './protected-resource.js';
import { createAskCognito } from './revalidation/get-user.js';
import { TokenRevalidation } from './revalidation/token-revalidation.js';
import type { RevocationStore } from './revocation/revocation-store.js';
import { checkSignature } from './signature.js';
import {
  checkIssuer,
  expectedTokenUse,
  isExpected,
  NO_EXPECTATION,
  type TokenExpectation,
} from './token-expectation.js';
import { readTokenVerifierOptions, type TokenVerifierOptions } from './token-verifier-options.js';
import type { UserPoolReference } from './user-pool.js';
import { VerifiedTokens } from './verified-tokens.js';

/** What {@link TokenVerifier.revalidate} takes. Only access tokens can be asked about. */
export interface Revalidation extends Pick<TokenExpectation, 'pools'> {
  /** How old Cognito's answer may be, 0 to 300 seconds. Default 10. 0 asks each time. */
  readonly maxAgeSeconds?: number;
}

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
  /** What this API is called as a resource, and its metadata; `undefined` where no `resource` is configured. */
  readonly resource: ProtectedResource | undefined;
  readonly #issuers: Issuers;
  readonly #clock: () => number;
  readonly #toleranceMs: number;
  readonly #maxTokenLength: number;
  readonly #headers = new JwsHeaders();
  readonly #principals = new Principals();
  readonly #verifiedTokens: VerifiedTokens;
  readonly #revocations: RevocationStore;
  readonly #revalidation: TokenRevalidation;

  /** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
  constructor(options: TokenVerifierOptions) {
    const {
      userPools,
      resolver,
      clock,
      fetch,
      toleranceMs,
      maxTokenLength,
      maxCachedTokens,
      revocations,
      maxResolvedPools,
      onRefusedKey,
      resource,
    } = readTokenVerifierOptions(options);
    const fetchKeySet = createKeySetFetcher({ fetch });
    this.#issuers = new Issuers({ userPools, resolver, maxResolvedPools, fetchKeySet, clock, onRefusedKey });
    this.resource = resource;
    this.#clock = clock;
    this.#toleranceMs = toleranceMs;
    this.#maxTokenLength = maxTokenLength;
    this.#revocations = revocations;
    this.#revalidation = new TokenRevalidation({ askCognito: createAskCognito({ fetch }), clock });
    this.#verifiedTokens = new VerifiedTokens({ max: maxCachedTokens, clock, toleranceMs });
  }

  /** The configured user pools, in order. */
  get userPools(): readonly UserPoolReference[] {
    return this.#issuers.userPools;
  }

  /** Whether there are other pools than the configured ones, which `resolvePool` looks up. */
  get resolvesPools(): boolean {
    return this.#issuers.resolves;
  }

  /** Which tokens have been revoked: revoke more of them here. */
  get revocations(): RevocationStore {
    return this.#revocations;
  }

  /** The time by which tokens are judged, in milliseconds since the epoch. */
  now(): number {
    return this.#clock();
  }

  /** The state of the key set of each configured user pool, in order; one for each issuer of a pool. */
  get keySets(): readonly KeySetStatus[] {
    return this.#issuers.keySets;
  }

  /** How the key set of each configured user pool is now, in order; one for each issuer of a pool. */
  get keySetHealth(): readonly KeySetHealth[] {
    const now = this.#clock();
    return this.keySets.map((status) => keySetHealth(status, now));
  }

  /**
   * Verifies a token.
   *
   * @throws InvalidTokenError whose `code` names the check that failed.
   * @throws KeySetUnavailableError when the keys of the token's user pool cannot be had.
   * @throws UserPoolUnavailableError when `resolvePool` fails.
   * @throws RevocationsUnavailableError when the store of revocations does not know about the token.
   */
  async verify(token: string, expectation: TokenExpectation = NO_EXPECTATION): Promise<Principal> {
    this.#checkLength(token);
    const known = this.#known(token, expectation);
    if (known !== undefined) return known;

    const jws = parseCompactJws(token, this.#headers);
    const { iss } = jws.payload;
    const issuer = this.#issuers.ready(iss) ?? (await this.#issuers.find(iss));
    const { pool, keySet } = checkIssuer(issuer, expectation);
    const claims = checkClaims(jws.payload, pool, expectedTokenUse(expectation, pool), this.resource);
    this.#checkTimes(claims.times);
    const key = keySet.ready(jws.kid) ?? (await this.#waitForKey(keySet, jws, claims));
    checkSignature(token, jws, key);
    this.#issuers.used(iss);

    const principal = this.#principals.create(claims, pool);
    this.checkRevocation(principal);
    this.#verifiedTokens.set(token, {
      principal,
      notBefore: claims.times.notBefore,
      signer: { kid: jws.kid, key, keySet },
    });
    return principal;
  }

  /**
   * The principal of a token that was verified before and is good now; `undefined` says nothing about the text, and
   * {@link verify} has to be asked. It answers at once, which spares a busy server a promise or two.
   *
   * @throws InvalidTokenError `token_revoked`
   * @throws RevocationsUnavailableError when the store of revocations does not know about the token.
   */
  remembered(token: string, expectation: TokenExpectation = NO_EXPECTATION): Principal | undefined {
    const text: unknown = token;
    if (typeof text !== 'string' || text.length > this.#maxTokenLength) return undefined;
    return this.#known(token, expectation);
  }

  /**
   * Verifies an access token, and then asks Cognito (`GetUser`) whether it still accepts it: after a sign-out
   * everywhere, or for a user who was disabled or deleted, it does not.
   *
   * @throws InvalidTokenError whose `code` names the check that failed; `token_revoked` when Cognito says no.
   * @throws InsufficientScopeError for a token without the scope `aws.cognito.signin.user.admin`.
   * @throws AccessDeniedError for the token of a program, about which Cognito cannot be asked.
   * @throws RevalidationUnavailableError when Cognito cannot be asked.
   * @throws ConfigurationError for an unknown option, or an age out of bounds.
   */
  async revalidate(token: string, revalidation: Revalidation = {}): Promise<Principal> {
    readOptions(revalidation, 'the options of revalidate', ['maxAgeSeconds', 'pools']);
    const { maxAgeSeconds = 10, ...expectation } = revalidation;
    const maxAgeMs = readInteger(maxAgeSeconds, 'maxAgeSeconds', 0, 300) * 1_000;
    const principal = await this.verify(token, { ...expectation, tokenUse: 'access' });
    const endpoint = this.#issuers.ready(principal.issuer)?.pool.endpoint;
    const digest = this.#verifiedTokens.digest(token);
    await this.#revalidation.revalidate({ token, digest, principal, endpoint, maxAgeMs });
    // Cognito may take its time, in which the token can expire and be revoked here.
    const { issuedAt, expiresAt } = principal;
    this.#checkTimes({ issuedAt, notBefore: 0, expiresAt });
    this.checkRevocation(principal);
    return principal;
  }

  /**
   * Loads the key sets of all configured user pools, so that the first request need not wait for them. A pool of
   * several issuers needs the keys of one of them.
   *
   * @throws KeySetUnavailableError when the keys of a pool cannot be loaded, after those of the others were.
   */
  warmUp(): Promise<void> {
    return this.#issuers.warmUp();
  }

  /**
   * Asks again, for a call that lasts, whether its caller has been revoked meanwhile. It goes by what the token says,
   * which its signature covers: one token can be spelled in more than one way.
   *
   * @throws InvalidTokenError `token_revoked`
   * @throws RevocationsUnavailableError when the store of revocations does not know about the token.
   */
  checkRevocation(principal: Principal): void {
    const answer: unknown = this.#revocations.isRevoked(principal, this.#toleranceMs);
    if (answer === false) return;
    // A store that forgets to answer, or answers with a promise, has not said no. Nobody waits for that promise,
    // and one that rejects unheard would end the process.
    Promise.resolve(answer).catch(() => undefined);
    throw new InvalidTokenError('token_revoked', 'The token, its sign-in or its user has been revoked.');
  }

  #known(token: string, expectation: TokenExpectation): Principal | undefined {
    const known = this.#verifiedTokens.get(token);
    if (known === undefined) return undefined;
    const { principal } = known;
    if (!isExpected(known, expectation, this.#issuers.ready(principal.issuer))) return undefined;
    this.#issuers.used(principal.issuer);
    this.checkRevocation(principal);
    return principal;
  }

  #checkLength(token: unknown): void {
    if (typeof token !== 'string') {
      throw new InvalidTokenError('token_malformed', `The token is not a string but ${describeType(token)}.`);
    }
    if (token.length > this.#maxTokenLength) {
      throw new InvalidTokenError(
        'token_too_large',
        `The token has ${token.length} characters, and maxTokenLength is ${this.#maxTokenLength}.`,
      );
    }
  }

  #checkTimes(times: TokenTimes): void {
    const refusal = timeRefusal(times, times.notBefore, this.#clock(), this.#toleranceMs);
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
