import { LRUCache } from 'lru-cache';
import type { CallerIdentity } from './caller-identity.js';
import type { CallPriority } from './limits/call-limits.js';
import type { Owner } from './owner.js';
import { isRefusalOfToken, type Refusals } from './refusals.js';
import type { SharedCredentials } from './shared/shared-credentials.js';
import { SingleFlight } from './single-flight.js';

/** Asks AWS for the ID of somebody's identity. What goes wrong is a CastellanError. */
export type GetIdentityId = (identity: CallerIdentity, priority: CallPriority) => Promise<string>;

/** The ID of a user's identity. */
export interface FoundIdentityId {
  readonly identityId: string;
  /** Whether it is an old one, from before this call. Only such a one can have become wrong. */
  readonly remembered: boolean;
}

/** What identity IDs need around them. */
export interface IdentityIdsOptions {
  /** Asks AWS. */
  readonly getId: GetIdentityId;
  readonly refusals: Refusals;
  readonly clock: () => number;
  readonly max: number;
  /** Where machines share the IDs; `undefined` where they do not. */
  readonly shared: () => SharedCredentials | undefined;
}

/**
 * The identity IDs of users, remembered apart from their credentials: they do not change when rights do, are no
 * secret, and GetId has the tightest quota of all.
 */
export class IdentityIds {
  readonly #known: LRUCache<string, string>;
  readonly #flights = new SingleFlight<FoundIdentityId>(isRefusalOfToken);
  readonly #options: IdentityIdsOptions;

  constructor(options: IdentityIdsOptions) {
    this.#options = options;
    this.#known = new LRUCache({ max: options.max });
  }

  /** @throws InvalidTokenError `token_expired` when GetId is needed and the token has expired */
  async get(
    identity: CallerIdentity,
    owner: Owner,
    priority: CallPriority = 'caller',
  ): Promise<FoundIdentityId> {
    const known = this.#known.get(owner.user);
    if (known !== undefined) return { identityId: known, remembered: true };
    const request = { key: owner.user, user: owner.user, tokenDigest: identity.tokenDigest };
    return this.#flights.run(request, async () => {
      const shared = identity.kind === 'user' ? this.#options.shared() : undefined;
      const found = await shared?.identityId(owner.user);
      if (found !== undefined) {
        this.#known.set(owner.user, found);
        return { identityId: found, remembered: true };
      }
      const identityId = await this.#fetch(identity, priority);
      this.remember(owner, identityId);
      return { identityId, remembered: false };
    });
  }

  remember(owner: Owner, identityId: string): void {
    this.#known.set(owner.user, identityId);
    if (owner.kind === 'user') void this.#options.shared()?.rememberIdentityId(owner.user, identityId);
  }

  /** Forgets an ID that AWS says is wrong, unless another has taken its place already. */
  async forget(owner: Owner, identityId: string): Promise<void> {
    if (this.#known.get(owner.user) !== identityId) return;
    this.#known.delete(owner.user);
    // Before the next look, which would find the wrong one again.
    if (owner.kind === 'user') await this.#options.shared()?.forgetIdentityId(owner.user);
  }

  clear(): void {
    this.#known.clear();
  }

  async #fetch(identity: CallerIdentity, priority: CallPriority): Promise<string> {
    const { getId, refusals, clock } = this.#options;
    identity.assertValidAt(clock());
    return refusals.guard(`GetId ${identity.tokenDigest}`, () => getId(identity, priority));
  }
}
