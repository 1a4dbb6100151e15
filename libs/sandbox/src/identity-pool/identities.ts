import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import { identityForbidden, identityNotFound, loginConflict, loginsDoNotMatch } from './refusals.js';

/** Somebody's account at a provider. */
export interface Login {
  readonly providerName: string;
  readonly sub: string;
}

/** An identity of an identity pool. Without logins it is a guest's. */
export interface Identity {
  readonly identityId: string;
  readonly identityPoolId: string;
  /** `sub` by provider name. */
  readonly logins: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

interface StoredIdentity extends Identity {
  logins: ReadonlyMap<string, string>;
  modifiedAt: number;
  /** Merged into another identity: of no use any more. */
  disabled: boolean;
}

/** All identities of a sandbox, and which login belongs to which. */
export class Identities {
  private readonly identities = new Map<string, StoredIdentity>();
  private readonly owners = new Map<string, StoredIdentity>();

  constructor(
    private readonly clock: Clock,
    private readonly region: string,
  ) {}

  /** A new guest, at every call: AWS has nothing by which to know a guest again. */
  createGuest(identityPoolId: string): Identity {
    return this.create(identityPoolId);
  }

  /** An identity that can be used. Throws for an unknown one and for one that was merged into another. */
  require(identityId: string): Identity {
    return this.requireStored(identityId);
  }

  /** The identity of these verified logins: the known one, or a new one. Several logins become one identity. */
  ofLogins(identityPoolId: string, logins: readonly Login[]): Identity {
    const [survivor = this.create(identityPoolId), ...others] = this.ownersOf(identityPoolId, logins);
    return this.unite(survivor, others, logins);
  }

  /**
   * The identity with this ID, if the verified logins give the right to it: one of them belongs to it already, or it
   * is a guest's. The other logins are linked to it, and the identities they had are merged. A guest who signs in
   * with a login that is known is merged into that login's identity, so the result may have another ID.
   */
  claim(identityId: string, logins: readonly Login[]): Identity {
    const identity = this.requireStored(identityId);
    const owners = this.ownersOf(identity.identityPoolId, logins);
    const isGuest = identity.logins.size === 0;
    if (!isGuest && !owners.includes(identity)) throw loginsDoNotMatch();
    const survivor = isGuest ? (owners[0] ?? identity) : identity;
    const others = [identity, ...owners].filter((candidate) => candidate !== survivor);
    return this.unite(survivor, others, logins);
  }

  private create(identityPoolId: string): StoredIdentity {
    const now = this.clock();
    const identity: StoredIdentity = {
      identityId: `${this.region}:${randomUUID()}`,
      identityPoolId,
      logins: new Map(),
      createdAt: now,
      modifiedAt: now,
      disabled: false,
    };
    this.identities.set(identity.identityId, identity);
    return identity;
  }

  private requireStored(identityId: string): StoredIdentity {
    const identity = this.identities.get(identityId);
    if (identity === undefined) throw identityNotFound(identityId);
    if (identity.disabled) throw identityForbidden(identityId);
    return identity;
  }

  /** The distinct identities that these logins belong to, in their order. */
  private ownersOf(identityPoolId: string, logins: readonly Login[]): StoredIdentity[] {
    const owners = logins.map((login) => this.owners.get(loginKey(identityPoolId, login)));
    return [...new Set(owners.filter((owner) => owner !== undefined))];
  }

  /** Checks first and changes after, so that a conflict leaves everything as it was. */
  private unite(
    survivor: StoredIdentity,
    others: readonly StoredIdentity[],
    logins: readonly Login[],
  ): Identity {
    const united = new Map(survivor.logins);
    const added = [...others.flatMap((other) => [...other.logins].map(asLogin)), ...logins];
    for (const { providerName, sub } of added) {
      if ((united.get(providerName) ?? sub) !== sub) throw loginConflict(survivor.identityId, providerName);
      united.set(providerName, sub);
    }
    if (united.size === survivor.logins.size && others.length === 0) return survivor;
    for (const other of others) other.disabled = true;
    survivor.logins = united;
    survivor.modifiedAt = this.clock();
    for (const login of [...united].map(asLogin)) {
      this.owners.set(loginKey(survivor.identityPoolId, login), survivor);
    }
    return survivor;
  }
}

const asLogin = ([providerName, sub]: readonly [string, string]): Login => ({ providerName, sub });

const loginKey = (identityPoolId: string, { providerName, sub }: Login): string =>
  JSON.stringify([identityPoolId, providerName, sub]);
