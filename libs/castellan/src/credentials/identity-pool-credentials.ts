import { randomBytes } from 'node:crypto';
import { type CastellanError, CredentialsUnavailableError } from '../errors/index.js';
import { CallerCredentials } from './caller-credentials.js';
import type { CallerIdentity } from './caller-identity.js';
import { priorityOf } from './caller-priority.js';
import { type CachedCredentials, CredentialsCache, EXPIRY_MARGIN } from './credentials-cache.js';
import { type CredentialsSource, resolveCredentialsSource } from './credentials-source.js';
import { CredentialsRecord, type IdentityPoolHealth } from './credentials-health.js';
import { IdentityIds } from './identity-ids.js';
import { type Owner, Owners, userKey } from './owner.js';
import { isRefusalOfToken, Refusals } from './refusals.js';
import { renewalDelay } from './renewal.js';
import type { CallPriority } from './limits/call-limits.js';
import { RateLimitedCalls } from './limits/rate-limited-calls.js';
import { SingleFlight } from './single-flight.js';
import { SupersededTokens } from './superseded-tokens.js';
import { createStrategy } from './strategies/create-strategy.js';
import type { CredentialsStrategy } from './strategies/credentials-strategy.js';
import { SharedCredentials } from './shared/shared-credentials.js';
import type { FetchedCredentials, SharedEntry } from './shared/shared-entry.js';
import { assertUsable } from './usable-credentials.js';
import { withinDeadline } from './within-deadline.js';

/** What {@link IdentityPoolCredentials} is made of. */
export interface IdentityPoolCredentialsOptions extends CredentialsSource {
  /** The current time in milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** That many random bytes. Default `crypto.randomBytes`. */
  readonly random?: (bytes: number) => Uint8Array;
  /**
   * Told when a renewal in the background fails. The caller of the moment does not notice, because the old
   * credentials are still good; an operator should. Default: nobody is told.
   */
  readonly onRenewalFailure?: (error: CastellanError) => void;
}

/** After a failed renewal, the next one starts no sooner than this, in milliseconds. */
const RENEWAL_PAUSE = 30_000;
const IDS_PER_CREDENTIALS = 4;

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
  readonly #random: (bytes: number) => Uint8Array;
  readonly #onRenewalFailure: (error: CastellanError) => void;
  readonly #maxAge: number;
  readonly #deadline: number;
  readonly #owners: Owners;
  readonly #refusals: Refusals;
  readonly #limits: RateLimitedCalls;
  readonly #tokens: SupersededTokens;
  readonly #record = new CredentialsRecord();
  readonly #shared: SharedCredentials | undefined;
  readonly #ids: IdentityIds[] = [];
  readonly #cache: CredentialsCache;
  readonly #flights = new SingleFlight<CallerCredentials>(isRefusalOfToken);
  readonly #evictionListeners = new Set<(user: string) => void>();
  /** How often messages of other machines may have been missed. */
  #losses = 0;
  #closed = false;

  /** @throws ConfigurationError for a wrong option, and unless there is exactly one source */
  constructor(options: IdentityPoolCredentialsOptions) {
    const settings = resolveCredentialsSource(options);
    this.#clock = options.clock ?? Date.now;
    this.#random = options.random ?? randomBytes;
    this.#onRenewalFailure = options.onRenewalFailure ?? (() => undefined);
    this.#refusals = new Refusals(this.#clock);
    this.#maxAge = settings.maxAgeMilliseconds;
    this.#deadline = settings.callLimits.deadlineMilliseconds;
    this.#limits = new RateLimitedCalls(settings.callLimits);
    const maxUsers = settings.maxIdentities * IDS_PER_CREDENTIALS;
    this.#tokens = new SupersededTokens(settings.rightsClaims, maxUsers, {
      onChanged: (user) => this.#evictHere(user),
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
    this.#owners = new Owners(this.strategy.namespace, this.#random(32), this.strategy.decidingClaims);
    this.#cache = new CredentialsCache(settings.maxIdentities);
    this.#shared =
      settings.shared &&
      new SharedCredentials({
        settings: settings.shared,
        namespace: this.strategy.namespace,
        patience: this.#deadline / 2,
        clock: this.#clock,
        events: {
          onEvicted: (user) => this.#evictHere(user),
          onRights: (subject, mark) => this.#tokens.note(subject, mark),
          onMissed: () => this.#suspectAll(),
        },
      });
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
    if (cached !== undefined && (cached.checkedFor === this.#losses || (await this.#isStillGood(cached)))) {
      this.#record.counts.hits += 1;
      if (now >= cached.renewAt) this.#renew(cached, identity, now);
      return cached.credentials;
    }
    this.#record.counts.misses += 1;
    const credentials = await withinDeadline(
      this.#fetch(identity, owner, priorityOf(identity)),
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
   * @returns whether all machines were told. It is false when the shared store cannot be reached: then the others use
   * what they have until it is due to be renewed, or for `maxAgeSeconds`.
   */
  async evict(owner: { readonly issuer: string; readonly sub: string }): Promise<boolean> {
    const user = userKey(owner.issuer, owner.sub);
    this.#evictHere(user);
    return this.#shared === undefined || this.#shared.evict(user);
  }

  /** Calls `listener` with the {@link Owner.user} of everybody who is evicted. Returns how to stop that. */
  onEviction(listener: (user: string) => void): () => void {
    this.#evictionListeners.add(listener);
    return () => this.#evictionListeners.delete(listener);
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

  /** @param newerThan when those at hand were fetched, where newer ones are wanted */
  #fetch(
    identity: CallerIdentity,
    owner: Owner,
    priority: CallPriority,
    newerThan = Number.NEGATIVE_INFINITY,
  ): Promise<CallerCredentials> {
    const { tokenDigest } = identity;
    return this.#flights.run({ key: owner.key, user: owner.user, tokenDigest }, async (flight) => {
      const losses = this.#losses;
      const fetch = () => this.#exchange(identity, owner, priority);
      const obtained = await this.#obtain(identity, owner, fetch, newerThan);
      const life = this.#servedUntil(obtained) + EXPIRY_MARGIN - obtained.fetchedAt;
      const renewAt = obtained.fetchedAt + renewalDelay(life, this.#jitter());
      const credentials = new CallerCredentials(obtained.issued, renewAt);
      if (!flight.abandoned) {
        const { fetchedAt, generation } = obtained;
        const servedUntil = this.#servedUntil(obtained);
        this.#cache.set({
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
  async #obtain(
    identity: CallerIdentity,
    owner: Owner,
    fetch: () => Promise<FetchedCredentials>,
    newerThan: number,
  ): Promise<SharedEntry> {
    if (this.#shared === undefined || identity.kind === 'guest')
      return { ...(await fetch()), generation: '' };
    const source = { isShared: true };
    const obtained = await this.#shared.obtain({
      owner,
      subject: this.#tokens.subjectOf(identity, owner.user),
      servedUntil: (found) => this.#servedUntil(found),
      isWanted: (found) => found.fetchedAt > newerThan && this.#clock() < this.#servedUntil(found),
      fetch: async () => {
        source.isShared = false;
        // What the store says about rights is known by now.
        this.#tokens.assertCurrent(identity, owner.user);
        return fetch();
      },
    });
    if (source.isShared) this.#record.counts.sharedHits += 1;
    return obtained;
  }

  async #exchange(
    identity: CallerIdentity,
    owner: Owner,
    priority: CallPriority,
  ): Promise<FetchedCredentials> {
    identity.assertValidAt(this.#clock());
    try {
      const issued = await this.#refusals.guard(
        `GetCredentials ${identity.tokenDigest} ${owner.variant}`,
        () => {
          this.#record.counts.flights += 1;
          return this.strategy.issue({ identity, owner, priority });
        },
      );
      const fetchedAt = this.#clock();
      assertUsable(issued, fetchedAt, EXPIRY_MARGIN);
      this.#record.succeeded(fetchedAt);
      return { issued, fetchedAt };
    } catch (error) {
      this.#record.failed(error, this.#clock());
      throw error;
    }
  }

  #servedUntil({ issued, fetchedAt }: FetchedCredentials): number {
    return Math.min(issued.expiresAt - EXPIRY_MARGIN, fetchedAt + this.#maxAge);
  }

  /** In the background: the credentials at hand are still good, whatever becomes of this. */
  #renew(cached: CachedCredentials, identity: CallerIdentity, now: number): void {
    if (now >= identity.expiresAt) return;
    cached.renewAt = now + RENEWAL_PAUSE;
    this.#record.counts.renewals += 1;
    this.#fetch(identity, cached.owner, 'renewal', cached.fetchedAt)
      .catch((error: unknown) => {
        this.#record.counts.renewalFailures += 1;
        this.#onRenewalFailure(error as CastellanError);
      })
      .catch(() => undefined);
  }

  #evictHere(user: string): void {
    this.#flights.abandon(user);
    this.#cache.evict(user);
    for (const listener of this.#evictionListeners) listener(user);
  }

  /** Evictions may have been missed: clients have to ask again, and then the store is asked. */
  #suspectAll(): void {
    this.#losses += 1;
    for (const user of this.#cache.users()) {
      for (const listener of this.#evictionListeners) listener(user);
    }
  }

  async #isStillGood(cached: CachedCredentials): Promise<boolean> {
    const losses = this.#losses;
    if ((await this.#shared?.wasEvicted(cached.owner.user, cached.generation)) === true) {
      this.#evictHere(cached.owner.user);
      return false;
    }
    cached.checkedFor = losses;
    return true;
  }

  #jitter(): number {
    return Buffer.from(this.#random(1)).readUInt8() / 255;
  }
}
