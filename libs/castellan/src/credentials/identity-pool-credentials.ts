import { randomBytes } from 'node:crypto';
import { type CastellanError, CredentialsUnavailableError } from '../errors/index.js';
import { CallerCredentials } from './caller-credentials.js';
import { assertUsable, CredentialsExchange } from './credentials-exchange.js';
import { type CachedCredentials, CredentialsCache, EXPIRY_MARGIN } from './credentials-cache.js';
import { IdentityIds } from './identity-ids.js';
import { IdentityPoolClient } from './identity-pool-client.js';
import { type IdentityPoolOptions, resolveIdentityPoolOptions } from './identity-pool-options.js';
import { type Owner, Owners, userKey } from './owner.js';
import { isRefusalOfToken, Refusals } from './refusals.js';
import { renewalDelay } from './renewal.js';
import { SingleFlight } from './single-flight.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** What {@link IdentityPoolCredentials} is made of. */
export interface IdentityPoolCredentialsOptions {
  /** Where the credentials come from. Required. */
  readonly identityPool: IdentityPoolOptions;
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
  /** The Region of the Identity Pool. */
  readonly region: string;
  readonly #clock: () => number;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #onRenewalFailure: (error: CastellanError) => void;
  readonly #owners: Owners;
  readonly #client: IdentityPoolClient;
  readonly #refusals: Refusals;
  readonly #ids: IdentityIds;
  readonly #exchange: CredentialsExchange;
  readonly #cache: CredentialsCache;
  readonly #flights = new SingleFlight<CallerCredentials>(isRefusalOfToken);
  readonly #evictionListeners = new Set<(user: string) => void>();
  #closed = false;

  /** @throws ConfigurationError for a wrong option of `identityPool` */
  constructor(options: IdentityPoolCredentialsOptions) {
    const settings = resolveIdentityPoolOptions(options.identityPool);
    this.region = settings.region;
    this.#clock = options.clock ?? Date.now;
    this.#random = options.random ?? randomBytes;
    this.#onRenewalFailure = options.onRenewalFailure ?? (() => undefined);
    this.#owners = new Owners(settings.identityPoolId, this.#random(32));
    this.#client = new IdentityPoolClient(settings);
    this.#refusals = new Refusals(this.#clock);
    this.#ids = new IdentityIds({
      client: this.#client,
      refusals: this.#refusals,
      clock: this.#clock,
      max: settings.maxIdentities * IDS_PER_CREDENTIALS,
    });
    this.#exchange = new CredentialsExchange(this.#client, this.#ids);
    this.#cache = new CredentialsCache(settings.maxIdentities);
  }

  /**
   * The ID of the caller's identity in the Identity Pool.
   *
   * @throws the same errors as {@link credentials}
   */
  async identityId(identity: VerifiedIdentity): Promise<string> {
    this.#assertOpen();
    return (await this.#ids.get(identity, this.ownerOf(identity))).identityId;
  }

  /**
   * The caller's credentials, good for at least another minute.
   *
   * @throws InvalidTokenError when the ID token has expired, or AWS does not accept it
   * @throws CredentialsRefusedError when the Identity Pool gives this caller none
   * @throws CredentialsThrottledError when AWS is throttling the account; `retryAfterSeconds` says how long
   * @throws CredentialsTimeoutError when AWS does not answer in time
   * @throws CredentialsUnavailableError when AWS cannot be reached or fails
   * @throws ConfigurationError when the Identity Pool is not set up for this user pool, app client or role
   */
  async credentials(identity: VerifiedIdentity): Promise<CallerCredentials> {
    this.#assertOpen();
    const owner = this.ownerOf(identity);
    const now = this.#clock();
    const cached = this.#cache.get(owner, now);
    if (cached === undefined) return this.#fetch(identity, owner);
    if (now >= cached.renewAt) this.#renew(cached, identity, now);
    return cached.credentials;
  }

  /** Whom credentials for this identity are kept for. */
  ownerOf(identity: VerifiedIdentity): Owner {
    return this.#owners.of(identity.principal);
  }

  /**
   * Forgets the credentials of a user, as after a sign-out or a loss of rights. What AWS has issued stays valid
   * until it expires, for an hour at most: this only keeps it from being used here. The identity ID, which is
   * neither a secret nor a right, stays known.
   */
  evict(owner: { readonly issuer: string; readonly sub: string }): void {
    const user = userKey(owner.issuer, owner.sub);
    this.#flights.abandon(user);
    this.#cache.evict(user);
    for (const listener of this.#evictionListeners) listener(user);
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
    this.#ids.clear();
    this.#refusals.clear();
    this.#client.destroy();
  }

  #assertOpen(): void {
    if (!this.#closed) return;
    throw new CredentialsUnavailableError(
      'Credentials were asked for after close(). Close them last, when no request is being served any more.',
    );
  }

  #fetch(identity: VerifiedIdentity, owner: Owner): Promise<CallerCredentials> {
    const { tokenDigest } = identity;
    return this.#flights.run({ key: owner.key, user: owner.user, tokenDigest }, async (flight) => {
      identity.assertValidAt(this.#clock());
      const issued = await this.#refusals.guard(`GetCredentials ${tokenDigest}`, () =>
        this.#exchange.exchange(identity, owner),
      );
      const now = this.#clock();
      assertUsable(issued, now, EXPIRY_MARGIN);
      const renewAt = now + renewalDelay(issued.expiresAt - now, this.#jitter());
      const credentials = new CallerCredentials(issued, renewAt);
      if (!flight.abandoned) this.#cache.set(owner, credentials);
      return credentials;
    });
  }

  /** In the background: the credentials at hand are still good, whatever becomes of this. */
  #renew(cached: CachedCredentials, identity: VerifiedIdentity, now: number): void {
    if (now >= identity.principal.expiresAt) return;
    cached.renewAt = now + RENEWAL_PAUSE;
    this.#fetch(identity, cached.owner)
      .catch((error: unknown) => this.#onRenewalFailure(error as CastellanError))
      .catch(() => undefined);
  }

  #jitter(): number {
    return Buffer.from(this.#random(1)).readUInt8() / 255;
  }
}
