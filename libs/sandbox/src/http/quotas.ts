import type { Clock } from '../clock.js';
import { assertInteger, assertObject, memberPath } from '../option-check.js';
import { ServiceError } from './service-error.js';

/**
 * AWS's default quotas in requests a second, for each account and Region.
 *
 * Source: Amazon Cognito developer guide, "Quotas in Amazon Cognito", identity pools.
 */
export const DEFAULT_QUOTAS: Readonly<Record<string, number>> = {
  GetId: 25,
  GetOpenIdToken: 200,
  GetCredentialsForIdentity: 200,
  GetOpenIdTokenForDeveloperIdentity: 50,
  ListIdentities: 5,
  DeleteIdentities: 10,
  TagResource: 5,
  UntagResource: 5,
  ListTagsForResource: 10,
};

const HIGHEST = 1_000_000;

/** Refuses calls beyond a number a second, by a bucket of tokens for each operation. */
export class Quotas {
  readonly #buckets: ReadonlyMap<string, { readonly perSecond: number; tokens: number; filledAt: number }>;
  readonly #clock: Clock;

  /** @param quotas - `true` for AWS's own, or requests a second by operation. Default: none. */
  constructor(clock: Clock, quotas: boolean | Readonly<Record<string, number>> = false) {
    const limits = quotas === true ? DEFAULT_QUOTAS : quotas === false ? {} : checkedQuotas(quotas);
    const now = clock();
    this.#clock = clock;
    this.#buckets = new Map(
      Object.entries(limits).map(([operation, perSecond]) => [
        operation,
        { perSecond, tokens: perSecond, filledAt: now },
      ]),
    );
  }

  /** Throws `TooManyRequestsException` when the operation has been called too often. */
  take(operation: string): void {
    const bucket = this.#buckets.get(operation);
    if (bucket === undefined) return;
    const now = this.#clock();
    const earned = (Math.max(now - bucket.filledAt, 0) / 1000) * bucket.perSecond;
    bucket.tokens = Math.min(bucket.tokens + earned, bucket.perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) throw new ServiceError('TooManyRequestsException', 'Rate exceeded');
    bucket.tokens -= 1;
  }
}

function checkedQuotas(quotas: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  assertObject('quotas', quotas, Object.keys(DEFAULT_QUOTAS));
  for (const [operation, perSecond] of Object.entries(quotas)) {
    assertInteger(memberPath('quotas', operation), perSecond, 1, HIGHEST);
  }
  return quotas;
}
