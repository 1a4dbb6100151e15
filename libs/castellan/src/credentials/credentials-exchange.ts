import { EXPIRY_MARGIN } from './credentials-cache.js';
import type { CredentialsRecord } from './credentials-health.js';
import type { UserShares } from './limits/user-shares.js';
import type { Refusals } from './refusals.js';
import type { FetchedCredentials } from './shared/shared-entry.js';
import type { CredentialsRequest, CredentialsStrategy } from './strategies/credentials-strategy.js';
import { assertUsable } from './usable-credentials.js';

/** What {@link CredentialsExchange} is made of. */
export interface CredentialsExchangeParts {
  readonly strategy: CredentialsStrategy;
  readonly refusals: Refusals;
  readonly shares: UserShares;
  readonly record: CredentialsRecord;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Gets credentials from AWS for one caller's own valid token, and records how that went. */
export class CredentialsExchange {
  readonly #parts: CredentialsExchangeParts;

  constructor(parts: CredentialsExchangeParts) {
    this.#parts = parts;
  }

  /** @throws CastellanError that says what AWS refused, or why it could not be asked. */
  async fetch(request: CredentialsRequest): Promise<FetchedCredentials> {
    const { strategy, refusals, shares, record, clock } = this.#parts;
    const { identity, owner } = request;
    identity.assertValidAt(clock());
    try {
      const issued = await refusals.guard(`GetCredentials ${identity.tokenDigest} ${owner.variant}`, () =>
        shares.run(owner.user, () => {
          record.counts.flights += 1;
          return strategy.issue(request);
        }),
      );
      const fetchedAt = clock();
      assertUsable(issued, fetchedAt, EXPIRY_MARGIN);
      record.succeeded(fetchedAt);
      return { issued, fetchedAt };
    } catch (error) {
      record.failed(error, clock());
      throw error;
    }
  }
}
