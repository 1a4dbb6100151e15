import { randomBytes } from 'node:crypto';
import { CredentialsUnavailableError } from '../errors/index.js';
import { BackgroundRenewal } from './background-renewal.js';
import type { CallerCredentials } from './caller-credentials.js';
import type { CallerIdentity } from './caller-identity.js';
import { priorityOf } from './caller-priority.js';
import { CredentialsCache } from './credentials-cache.js';
import { CredentialsExchange } from './credentials-exchange.js';
import { CredentialsFetcher } from './credentials-fetcher.js';
import { CredentialsLife } from './credentials-life.js';
import { resolveCredentialsSource } from './credentials-source.js';
import { Evictions } from './evictions.js';
import type { IdentityPoolCredentialsOptions } from './identity-pool-credentials-options.js';
import { CredentialsRecord, type IdentityPoolHealth } from './credentials-health.js';
import { IdentityIds } from './identity-ids.js';
import { type Owner, Owners, userKeyOf } from './owner.js';
import { isRefusalOfToken, Refusals } from './refusals.js';
import { RateLimitedCalls } from './limits/rate-limited-calls.js';
import { UserShares } from './limits/user-shares.js';
import { SingleFlight } from './single-flight.js';
import { SupersededTokens } from './superseded-tokens.js';
import { createStrategy } from './strategies/create-strategy.js';
import type { CredentialsStrategy } from './strategies/credentials-strategy.js';
import { SharedCredentials } from './shared/shared-credentials.js';
import { withinDeadline } from './within-deadline.js';

const IDS_PER_CREDENTIALS = 4;
/** How many sets of credentials are fetched for one user at once. */
const EXCHANGES_PER_USER = 4;

/**
 * The callers' own AWS credentials, from a Cognito Identity Pool.
 *
 * Each caller's credentials are fetched once and kept in memory until they are about to expire, apart by user,
 * app client and every claim that may decide the role. They are renewed ahead of time, in the background. Only a
 * caller's own valid ID token ever starts a fetch: there is no fall-back to guests or to the host's credentials.
 *
 * @example
 * ```ts
 * import { IdentityPoolCredentials, type VerifiedIdentity } from 'castellan/core';
 *
 * const credentials = new IdentityPoolCredentials({
 *   identityPool: { identityPoolId: 'eu-west-1:7d2c4f60-0f5e-4c8c-9a38-0d6f1f2b9f11' },
 * });
 *
 * export async function accessKeyOf(identity: VerifiedIdentity): Promise<string> {
 *   return (await credentials.credentials(identity)).accessKeyId;
 * }
 * ```
 */
export class IdentityPoolCredentials {
  /** How the credentials are got. */
  readonly strategy: CredentialsStrategy;
  /** The Region of the Identity Pool. */
  readonly region: string;
  readonly #clock: () => number;
  readonly #deadline: number;
  readonly #owners: Owners;
  readonly #refusals: Refusals;
  readonly #limits: RateLimitedCalls;
  readonly #tokens: SupersededTokens;
  readonly #record = new CredentialsRecord();
  readonly #shared: SharedCredentials | undefined;
  readonly #ids: IdentityIds[] = [];
  readonly #cache: CredentialsCache;
  readonly #evictions: Evictions;
  readonly #fetcher: CredentialsFetcher;
  readonly #renewal: BackgroundRenewal;
  #closed = false;

  /** @throws ConfigurationError for a wrong option, and unless there is exactly one source */
  constructor(options: IdentityPoolCredentialsOptions) {
    const settings = resolveCredentialsSource(options);
    const random = options.random ?? randomBytes;
    this.#clock = options.clock ?? Date.now;
    this.#refusals = new Refusals(this.#clock);
    this.#deadline = settings.callLimits.deadlineMilliseconds;
    this.#limits = new RateLimitedCalls(settings.callLimits);
    const flights = new SingleFlight<CallerCredentials>(isRefusalOfToken);
    this.#cache = new CredentialsCache(settings.maxIdentities);
    this.#evictions = new Evictions(this.#cache, flights);
    const maxUsers = settings.maxIdentities * IDS_PER_CREDENTIALS;
    this.#tokens = new SupersededTokens(settings.rightsClaims, maxUsers, {
      onChanged: (user) => this.#evictions.evict(user),
      onAdvanced: (subject, newest) => void this.#shared?.recordRights(subject, newest),
    });
    this.strategy = createStrategy(settings, {
      limits: this.#limits,
      identityIds: (getId) => {
        const shared = () => this.#shared;
        const ids = new IdentityIds({
          getId,
          shared,
          refusals: this.#refusals,
          clock: this.#clock,
          max: maxUsers,
        });
        this.#ids.push(ids);
        return ids;
      },
    });
    this.region = this.strategy.region;
    this.#owners = new Owners(this.strategy.namespace, random(32), this.strategy.decidingClaims);
    this.#shared =
      settings.shared &&
      new SharedCredentials({
        settings: settings.shared,
        namespace: this.strategy.namespace,
        patience: this.#deadline / 2,
        clock: this.#clock,
        events: {
          onEvicted: (user) => this.#evictions.evict(user),
          onRights: (subject, mark) => this.#tokens.note(subject, mark),
          onMissed: () => this.#evictions.suspectAll(),
        },
      });
    this.#fetcher = new CredentialsFetcher({
      flights,
      cache: this.#cache,
      exchange: new CredentialsExchange({
        strategy: this.strategy,
        refusals: this.#refusals,
        shares: new UserShares(EXCHANGES_PER_USER, this.#deadline),
        record: this.#record,
        clock: this.#clock,
      }),
      shared: this.#shared,
      life: new CredentialsLife(settings.maxAgeMilliseconds, random),
      evictions: this.#evictions,
      tokens: this.#tokens,
      record: this.#record,
      clock: this.#clock,
    });
    const onRenewalFailure = options.onRenewalFailure ?? (() => undefined);
    this.#renewal = new BackgroundRenewal(this.#fetcher, this.#record, onRenewalFailure);
  }

  /** How it is with getting credentials, for a health check and for metrics. */
  get health(): IdentityPoolHealth {
    const { counts, lastSuccess, lastFailure } = this.#record;
    const pausedOperations = this.#limits.paused;
    const sharing = this.#shared?.reachable;
    return {
      state: pausedOperations.length > 0 ? 'throttled' : this.#record.stateAt(this.#clock()),
      lastSuccess,
      lastFailure,
      pausedOperations,
      sharing: sharing === undefined ? 'off' : sharing ? 'on' : 'unreachable',
      counters: { ...counts, superseded: this.#tokens.refusals, ...this.#limits.counters },
    };
  }

  /**
   * The ID of the caller's identity in the Identity Pool.
   *
   * @throws the same errors as {@link credentials}
   */
  async identityId(identity: CallerIdentity): Promise<string> {
    this.#assertOpen();
    const request = { identity, owner: this.ownerOf(identity), priority: priorityOf(identity) };
    return withinDeadline(this.strategy.identityId(request), this.#deadline);
  }

  /**
   * The caller's credentials, good for at least another minute.
   *
   * @throws InvalidTokenError when the ID token has expired, AWS does not accept it, or a newer one of the user gives
   * other rights (`token_superseded`)
   * @throws CredentialsRefusedError when the Identity Pool gives this caller none
   * @throws CredentialsThrottledError when AWS is throttling the account, or the caller's turn does not come in time;
   * `retryAfterSeconds` says how long to wait
   * @throws CredentialsTimeoutError when AWS does not answer in time
   * @throws CredentialsUnavailableError when AWS cannot be reached or fails
   * @throws ConfigurationError when the Identity Pool is not set up for this user pool, app client or role
   */
  async credentials(identity: CallerIdentity): Promise<CallerCredentials> {
    this.#assertOpen();
    const owner = this.ownerOf(identity);
    const now = this.#clock();
    const cached = this.#cache.get(owner, now);
    if (
      cached !== undefined &&
      (cached.checkedFor === this.#evictions.losses ||
        (await this.#evictions.isStillGood(cached, this.#shared)))
    ) {
      this.#record.counts.hits += 1;
      if (now >= cached.renewAt) this.#renewal.start(cached, identity, now);
      return cached.credentials;
    }
    this.#record.counts.misses += 1;
    const credentials = await withinDeadline(
      this.#fetcher.fetch({ identity, owner, priority: priorityOf(identity) }),
      this.#deadline,
    );
    // The rights may have changed while it waited.
    this.#tokens.assertCurrent(identity, owner.user);
    return credentials;
  }

  /**
   * Whom credentials for this identity are kept for.
   *
   * @throws InvalidTokenError `token_superseded` when a newer token of the user gives other rights
   */
  ownerOf(identity: CallerIdentity): Owner {
    const variant = this.strategy.variantOf(identity);
    const owner =
      identity.kind === 'guest'
        ? this.#owners.ofGuests(variant)
        : this.#owners.of(identity.principal, variant);
    this.#tokens.assertCurrent(identity, owner.user);
    return owner;
  }

  /**
   * Gets ready what is loaded late, and connects to the store that is shared. Whoever asks for credentials before goes
   * without that store.
   *
   * @throws ConfigurationError when a package has to be installed
   */
  async open(): Promise<void> {
    await this.strategy.open();
    await this.#shared?.open();
  }

  /**
   * Forgets the credentials of a user, as after a sign-out or a loss of rights: here at once, and on the machines that
   * share them. What AWS has issued stays valid until it expires, for an hour at most: this only keeps it from being
   * used here. The identity ID, which is neither a secret nor a right, stays known.
   *
   * @returns whether all machines were told. It is false when the shared store cannot be reached: then the others are
   * told as soon as it can, for as long as this machine runs.
   * @throws ConfigurationError without an issuer or a subject.
   */
  async evict(owner: { readonly issuer: string; readonly sub: string }): Promise<boolean> {
    const user = userKeyOf(owner);
    this.#evictions.evict(user);
    return this.#shared === undefined || this.#shared.evict(user);
  }

  /** Calls `listener` with the {@link Owner.user} of everybody who is evicted. Returns how to stop that. */
  onEviction(listener: (user: string) => void): () => void {
    return this.#evictions.onEviction(listener);
  }

  /** Forgets everything and closes the connections. Whoever asks afterwards gets an error. */
  close(): void {
    this.#closed = true;
    this.#cache.clear();
    for (const ids of this.#ids) ids.clear();
    this.#tokens.clear();
    this.#refusals.clear();
    this.#limits.close();
    this.strategy.close();
    void this.#shared?.close().catch(() => undefined);
  }

  #assertOpen(): void {
    if (!this.#closed) return;
    throw new CredentialsUnavailableError(
      'Credentials were asked for after close(). Close them last, when no request is being served any more.',
    );
  }
}
