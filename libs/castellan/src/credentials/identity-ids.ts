import { LRUCache } from 'lru-cache';
import { toCastellanError } from './identity-pool-errors.js';
import type { IdentityPoolClient } from './identity-pool-client.js';
import { IdentityPoolFault } from './identity-pool-fault.js';
import type { Owner } from './owner.js';
import { isRefusalOfToken, type Refusals } from './refusals.js';
import { SingleFlight } from './single-flight.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** The ID of a user's identity. */
export interface FoundIdentityId {
  readonly identityId: string;
  /** Whether it is an old one, from before this call. Only such a one can have become wrong. */
  readonly remembered: boolean;
}

/** What identity IDs need around them. */
export interface IdentityIdsOptions {
  readonly client: IdentityPoolClient;
  readonly refusals: Refusals;
  readonly clock: () => number;
  readonly max: number;
}

/**
 * The identity IDs of users, remembered apart from their credentials: they do not change when rights do, are no
 * secret, and GetId has the tightest quota of all.
 */
export class IdentityIds {
  readonly #known: LRUCache<string, string>;
  readonly #flights = new SingleFlight<string>(isRefusalOfToken);
  readonly #options: IdentityIdsOptions;

  constructor(options: IdentityIdsOptions) {
    this.#options = options;
    this.#known = new LRUCache({ max: options.max });
  }

  /** @throws InvalidTokenError `token_expired` when GetId is needed and the token has expired */
  async get(identity: VerifiedIdentity, owner: Owner): Promise<FoundIdentityId> {
    const known = this.#known.get(owner.user);
    if (known !== undefined) return { identityId: known, remembered: true };
    const request = { key: owner.user, user: owner.user, tokenDigest: identity.tokenDigest };
    const identityId = await this.#flights.run(request, async () => {
      const found = await this.#fetch(identity);
      this.remember(owner, found);
      return found;
    });
    return { identityId, remembered: false };
  }

  remember(owner: Owner, identityId: string): void {
    this.#known.set(owner.user, identityId);
  }

  /** Forgets an ID that AWS says is wrong, unless another has taken its place already. */
  forget(owner: Owner, identityId: string): void {
    if (this.#known.get(owner.user) === identityId) this.#known.delete(owner.user);
  }

  clear(): void {
    this.#known.clear();
  }

  async #fetch(identity: VerifiedIdentity): Promise<string> {
    const { client, refusals, clock } = this.#options;
    identity.assertValidAt(clock());
    return refusals.guard(`GetId ${identity.tokenDigest}`, () =>
      client.getId(identity).catch((error: unknown) => {
        throw error instanceof IdentityPoolFault ? toCastellanError(error) : error;
      }),
    );
  }
}
