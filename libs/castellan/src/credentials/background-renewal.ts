import type { CastellanError } from '../errors/index.js';
import type { CallerIdentity } from './caller-identity.js';
import type { CachedCredentials } from './credentials-cache.js';
import type { CredentialsFetcher } from './credentials-fetcher.js';
import type { CredentialsRecord } from './credentials-health.js';

/** After a failed renewal, the next one starts no sooner than this, in milliseconds. */
const RENEWAL_PAUSE = 30_000;

/** Renews credentials ahead of time. Those at hand are still good, whatever becomes of it. */
export class BackgroundRenewal {
  readonly #fetcher: CredentialsFetcher;
  readonly #record: CredentialsRecord;
  readonly #onFailure: (error: CastellanError) => void;

  constructor(
    fetcher: CredentialsFetcher,
    record: CredentialsRecord,
    onFailure: (error: CastellanError) => void,
  ) {
    this.#fetcher = fetcher;
    this.#record = record;
    this.#onFailure = onFailure;
  }

  start(cached: CachedCredentials, identity: CallerIdentity, now: number): void {
    if (now >= identity.expiresAt) return;
    cached.renewAt = now + RENEWAL_PAUSE;
    this.#record.counts.renewals += 1;
    this.#fetcher
      .fetch({ identity, owner: cached.owner, priority: 'renewal' }, cached.fetchedAt)
      .catch((error: unknown) => {
        this.#record.counts.renewalFailures += 1;
        this.#onFailure(error as CastellanError);
      })
      .catch(() => undefined);
  }
}
