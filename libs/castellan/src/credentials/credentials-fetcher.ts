import { CallerCredentials } from './caller-credentials.js';
import type { CredentialsCache } from './credentials-cache.js';
import type { CredentialsExchange } from './credentials-exchange.js';
import type { CredentialsRecord } from './credentials-health.js';
import type { CredentialsLife } from './credentials-life.js';
import type { Evictions } from './evictions.js';
import type { SharedCredentials } from './shared/shared-credentials.js';
import type { SharedEntry } from './shared/shared-entry.js';
import type { SingleFlight } from './single-flight.js';
import type { CredentialsRequest } from './strategies/credentials-strategy.js';
import type { SupersededTokens } from './superseded-tokens.js';

/** What {@link CredentialsFetcher} is made of. */
export interface CredentialsFetcherParts {
  readonly flights: SingleFlight<CallerCredentials>;
  readonly cache: CredentialsCache;
  readonly exchange: CredentialsExchange;
  /** Where machines share credentials; `undefined` where they do not. */
  readonly shared: SharedCredentials | undefined;
  readonly life: CredentialsLife;
  readonly evictions: Evictions;
  readonly tokens: SupersededTokens;
  readonly record: CredentialsRecord;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Gets credentials that are not at hand, once for all who wait for them together, and keeps them. */
export class CredentialsFetcher {
  readonly #parts: CredentialsFetcherParts;

  constructor(parts: CredentialsFetcherParts) {
    this.#parts = parts;
  }

  /** @param newerThan when those at hand were fetched, where newer ones are wanted */
  fetch(request: CredentialsRequest, newerThan = Number.NEGATIVE_INFINITY): Promise<CallerCredentials> {
    const { flights, cache, evictions, life } = this.#parts;
    const { owner } = request;
    const { tokenDigest } = request.identity;
    return flights.run({ key: owner.key, user: owner.user, tokenDigest }, async (flight) => {
      const { losses } = evictions;
      const obtained = await this.#obtain(request, newerThan);
      const renewAt = life.renewAt(obtained);
      const credentials = new CallerCredentials(obtained.issued, renewAt);
      if (!flight.abandoned) {
        const { fetchedAt, generation } = obtained;
        const servedUntil = life.servedUntil(obtained);
        cache.set({
          owner,
          credentials,
          fetchedAt,
          servedUntil,
          renewAt,
          generation,
          checkedFor: losses,
        });
      }
      return credentials;
    });
  }

  /** From another machine, if one has them, or else from AWS. Guests are no business of other machines. */
  async #obtain(request: CredentialsRequest, newerThan: number): Promise<SharedEntry> {
    const { exchange, shared, life, tokens, record, clock } = this.#parts;
    const { identity, owner } = request;
    if (shared === undefined || identity.kind === 'guest') {
      return { ...(await exchange.fetch(request)), generation: '' };
    }
    const source = { isShared: true };
    const obtained = await shared.obtain({
      owner,
      subject: tokens.subjectOf(identity, owner.user),
      servedUntil: (found) => life.servedUntil(found),
      isWanted: (found) => found.fetchedAt > newerThan && clock() < life.servedUntil(found),
      fetch: async () => {
        source.isShared = false;
        // What the store says about rights is known by now.
        tokens.assertCurrent(identity, owner.user);
        return exchange.fetch(request);
      },
    });
    if (source.isShared) record.counts.sharedHits += 1;
    return obtained;
  }
}
