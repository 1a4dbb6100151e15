import { CredentialsUnavailableError } from '../errors/index.js';
import type { IssuedCredentials } from './caller-credentials.js';
import { isAboutIdentityId, toCastellanError } from './identity-pool-errors.js';
import type { IdentityIds } from './identity-ids.js';
import type { IdentityPoolClient } from './identity-pool-client.js';
import { IdentityPoolFault } from './identity-pool-fault.js';
import type { Owner } from './owner.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** One exchange of an ID token for credentials, by the enhanced flow. */
export class CredentialsExchange {
  readonly #client: IdentityPoolClient;
  readonly #ids: IdentityIds;

  constructor(client: IdentityPoolClient, ids: IdentityIds) {
    this.#client = client;
    this.#ids = ids;
  }

  async exchange(identity: VerifiedIdentity, owner: Owner): Promise<IssuedCredentials> {
    const found = await this.#ids.get(identity, owner);
    const first = await this.#attempt(identity, owner, found.identityId);
    if ('issued' in first) return first.issued;
    if (!found.remembered || !isAboutIdentityId(first.fault)) throw toCastellanError(first.fault);

    const fresh = await this.#ids.get(identity, owner);
    if (fresh.identityId === found.identityId) throw toCastellanError(first.fault);
    const second = await this.#attempt(identity, owner, fresh.identityId);
    if ('issued' in second) return second.issued;
    throw toCastellanError(second.fault);
  }

  /** Keeps the identity IDs right along the way. A fault that says nothing about the ID leaves it alone. */
  async #attempt(
    identity: VerifiedIdentity,
    owner: Owner,
    identityId: string,
  ): Promise<{ issued: IssuedCredentials } | { fault: IdentityPoolFault }> {
    try {
      const issued = await this.#client.getCredentials(identity, identityId);
      if (issued.identityId !== identityId) this.#ids.remember(owner, issued.identityId);
      return { issued };
    } catch (error) {
      if (!(error instanceof IdentityPoolFault)) throw error;
      if (isAboutIdentityId(error)) this.#ids.forget(owner, identityId);
      return { fault: error };
    }
  }
}

/** @throws CredentialsUnavailableError when credentials are too old to be used before they arrive */
export function assertUsable(issued: IssuedCredentials, now: number, margin: number): void {
  if (issued.expiresAt - now > margin) return;
  throw new CredentialsUnavailableError(
    'The Identity Pool gave credentials that have expired, or are about to. Check the clock of this host.',
  );
}
