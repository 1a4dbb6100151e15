import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import {
  developerUserTaken,
  identityForbidden,
  identityNotFound,
  loginConflict,
  loginsDoNotMatch,
  tooManyLogins,
} from './refusals.js';

/** Somebody's account at a provider. */
export interface Login {
  readonly providerName: string;
  readonly sub: string;
  /** A user of the developer provider. An identity may have several of those, and one login of every other provider. */
  readonly developer?: boolean;
}

/** An identity of an identity pool. */
export interface Identity {
  readonly identityId: string;
  readonly identityPoolId: string;
  /** `sub` by provider name. */
  readonly logins: ReadonlyMap<string, string>;
  /** User identifiers of the developer provider. */
  readonly developerUsers: ReadonlySet<string>;
  /** True until the first login is linked. An identity whose last login was unlinked is nobody's. */
  readonly isGuest: boolean;
  /** Merged into another identity: of no use any more. */
  readonly disabled: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

type StoredIdentity = { -readonly [Name in keyof Identity]: Identity[Name] };

const MOST_LOGINS = 20;

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

  /** The identity of a login, if it has one. */
  find(identityPoolId: string, login: Login): Identity | undefined {
    return this.owners.get(loginKey(identityPoolId, login));
  }

  /** The identities of a pool, in the order they were made. */
  list(identityPoolId?: string): readonly Identity[] {
    const all = [...this.identities.values()];
    return identityPoolId === undefined ? all : all.filter((each) => each.identityPoolId === identityPoolId);
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
    if (!identity.isGuest && !owners.includes(identity)) throw loginsDoNotMatch();
    const survivor = identity.isGuest ? (owners[0] ?? identity) : identity;
    const others = [identity, ...owners].filter((candidate) => candidate !== survivor);
    return this.unite(survivor, others, logins);
  }

  /** Links a developer's user to an identity, on the developer's word. Throws if another identity has that user. */
  linkDeveloperUser(identityId: string, developerUser: Login, logins: readonly Login[]): Identity {
    const identity = this.requireStored(identityId);
    const owner = this.owners.get(loginKey(identity.identityPoolId, developerUser));
    if (owner !== undefined && owner !== identity) throw developerUserTaken(developerUser.sub);
    const others = this.ownersOf(identity.identityPoolId, logins).filter((each) => each !== identity);
    return this.unite(identity, others, [developerUser, ...logins]);
  }

  /** Merges one identity into another, which remains. */
  merge(sourceId: string, destinationId: string): Identity {
    const destination = this.requireStored(destinationId);
    const source = this.requireStored(sourceId);
    return source === destination ? destination : this.unite(destination, [source], []);
  }

  /** Takes logins away from an identity. Each is a new identity the next time it is seen. */
  unlink(identityId: string, logins: readonly Login[]): void {
    const identity = this.requireStored(identityId);
    const [kept, users] = [new Map(identity.logins), new Set(identity.developerUsers)];
    for (const login of logins) {
      this.owners.delete(loginKey(identity.identityPoolId, login));
      if (login.developer === true) users.delete(login.sub);
      else kept.delete(login.providerName);
    }
    Object.assign(identity, { logins: kept, developerUsers: users, modifiedAt: this.clock() });
  }

  delete(identityId: string): boolean {
    const identity = this.identities.get(identityId);
    if (identity === undefined) return false;
    for (const [key, owner] of this.owners) if (owner === identity) this.owners.delete(key);
    return this.identities.delete(identityId);
  }

  /** Brings back an identity that was kept. */
  restore(identity: Identity, developerProviderName: string | undefined): void {
    const stored = { ...identity };
    this.identities.set(identity.identityId, stored);
    if (identity.disabled) return;
    for (const login of loginsOf(identity, developerProviderName)) {
      this.owners.set(loginKey(identity.identityPoolId, login), stored);
    }
  }

  private create(identityPoolId: string): StoredIdentity {
    const now = this.clock();
    const identity: StoredIdentity = {
      identityId: `${this.region}:${randomUUID()}`,
      identityPoolId,
      logins: new Map(),
      developerUsers: new Set(),
      isGuest: true,
      disabled: false,
      createdAt: now,
      modifiedAt: now,
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
    const users = new Set([survivor, ...others].flatMap((each) => [...each.developerUsers]));
    const added = [...others.flatMap((other) => [...other.logins].map(asLogin)), ...logins];
    for (const { providerName, sub, developer = false } of added) {
      if (developer) {
        users.add(sub);
        continue;
      }
      if ((united.get(providerName) ?? sub) !== sub) throw loginConflict(survivor.identityId, providerName);
      united.set(providerName, sub);
    }
    const isSame = united.size === survivor.logins.size && users.size === survivor.developerUsers.size;
    if (isSame && others.length === 0) return survivor;
    if (united.size + users.size > MOST_LOGINS) throw tooManyLogins(survivor.identityId, MOST_LOGINS);
    for (const [key, owner] of this.owners) if (others.includes(owner)) this.owners.set(key, survivor);
    for (const other of others) other.disabled = true;
    survivor.logins = united;
    survivor.developerUsers = users;
    survivor.isGuest &&= united.size + users.size === 0;
    survivor.modifiedAt = this.clock();
    for (const login of added) this.owners.set(loginKey(survivor.identityPoolId, login), survivor);
    return survivor;
  }
}

const asLogin = ([providerName, sub]: readonly [string, string]): Login => ({ providerName, sub });

/** Everything that proves the right to an identity. */
const loginsOf = (identity: Identity, developerProviderName: string | undefined): readonly Login[] => [
  ...[...identity.logins].map(asLogin),
  ...[...identity.developerUsers].flatMap((sub) =>
    developerProviderName === undefined
      ? []
      : [{ providerName: developerProviderName, sub, developer: true }],
  ),
];

const loginKey = (identityPoolId: string, { providerName, sub }: Login): string =>
  JSON.stringify([identityPoolId, providerName, sub]);
