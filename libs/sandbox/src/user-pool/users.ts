import { randomUUID } from 'node:crypto';

import { ServiceError } from '../http/service-error.js';
import type { AddressAttribute } from './account-settings.js';
import type { IssuedCode } from './issued-code.js';
import type { ExternalIdentity } from './federation/external-identity.js';
import type { DeviceOwner } from './devices/tracked-device.js';
import type { FactorOwner } from './mfa/user-mfa.js';
import type { PasskeyOwner } from './passkeys/passkey.js';
import type { PasswordHash } from './passwords.js';
import type { SignInNames } from './sign-in-names.js';

export type UserStatus =
  'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED' | 'EXTERNAL_PROVIDER';

/** A user of a pool. Times are in milliseconds since the epoch. */
export interface User extends FactorOwner, DeviceOwner, PasskeyOwner {
  readonly sub: string;
  readonly username: string;
  /** Without `sub`. */
  readonly attributes: Map<string, string>;
  readonly createdAt: number;
  modifiedAt: number;
  status: UserStatus;
  enabled: boolean;
  password: PasswordHash;
  /** Set while the status is `FORCE_CHANGE_PASSWORD`. */
  temporaryPasswordExpiresAt?: number;
  /** Set while the status is `UNCONFIRMED`. */
  confirmation?: IssuedCode;
  /** Set while a forgotten or a reset password waits for a new one. */
  passwordReset?: IssuedCode;
  /** Set while an address waits for its verification. */
  verifications?: Partial<Record<AddressAttribute, IssuedCode>>;
  /** Accounts at identity providers. Absent: the user signs in here only. */
  identities?: readonly ExternalIdentity[];
}

export type NewUser = Pick<User, 'username' | 'attributes' | 'status' | 'password'> &
  Partial<Pick<User, 'sub' | 'temporaryPasswordExpiresAt' | 'confirmation'>>;

/** The users of one pool. */
export class Users {
  private readonly byUsername = new Map<string, User>();
  private readonly bySub = new Map<string, User>();

  constructor(private readonly names: SignInNames) {}

  /** By user name or, as Cognito's operations allow, by `sub`, or by whatever else the pool's users sign in with. */
  find(name: string): User | undefined {
    return this.byUsername.get(this.names.key(name)) ?? this.bySub.get(name) ?? this.findByAlias(name);
  }

  findBySub(sub: string): User | undefined {
    return this.bySub.get(sub);
  }

  /**
   * Throws `UsernameExistsException` with the given text, and `AliasExistsException` unless the alias is to be taken
   * from whoever has it.
   */
  add(user: NewUser, now: number, textWhenTaken: string, forceAlias = false): User {
    // A user name equal to somebody's sub would be found in that user's place.
    if (this.find(user.username) !== undefined) {
      throw new ServiceError('UsernameExistsException', textWhenTaken);
    }
    this.takeAliases(user.attributes, undefined, forceAlias);
    const added: User = { sub: randomUUID(), ...user, createdAt: now, modifiedAt: now, enabled: true };
    this.restore(added);
    return added;
  }

  /**
   * Makes the aliases in these attributes a user's own. Throws if somebody else signs in with one of them, unless it
   * is to be taken away: then its old holder's is no longer verified.
   */
  takeAliases(attributes: ReadonlyMap<string, string>, user: User | undefined, force = false): void {
    for (const [attribute, value] of this.names.aliasesOf(attributes)) {
      const holder = this.find(value);
      if (holder === undefined || holder === user) continue;
      const alias = this.names.aliasAttribute(holder.attributes, value);
      if (!force || alias === undefined) throw this.names.taken(attribute, user !== undefined);
      if (alias === 'preferred_username') holder.attributes.delete(alias);
      else holder.attributes.set(`${alias}_verified`, 'false');
    }
  }

  list(): readonly User[] {
    return [...this.bySub.values()];
  }

  /** Brings back a user who was kept. */
  restore(user: User): void {
    this.byUsername.set(this.names.key(user.username), user);
    this.bySub.set(user.sub, user);
  }

  delete(user: User): void {
    this.byUsername.delete(this.names.key(user.username));
    this.bySub.delete(user.sub);
  }

  /** Looks at everybody: attributes change in many places, and an index of them could be out of date. */
  private findByAlias(name: string): User | undefined {
    if (!this.names.haveAliases) return undefined;
    for (const user of this.bySub.values()) {
      // Who signs in at a provider has no password that could go with a name.
      if (user.status === 'EXTERNAL_PROVIDER') continue;
      if (this.names.aliasAttribute(user.attributes, name) !== undefined) return user;
    }
    return undefined;
  }
}
