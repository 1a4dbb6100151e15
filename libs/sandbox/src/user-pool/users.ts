import { randomUUID } from 'node:crypto';

import { ServiceError } from '../http/service-error.js';
import type { PasswordHash } from './passwords.js';

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';

/** A user of a pool. Times are in milliseconds since the epoch. */
export interface User {
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
  confirmation?: { readonly code: string; readonly expiresAt: number };
}

export type NewUser = Pick<User, 'username' | 'attributes' | 'status' | 'password'> &
  Partial<Pick<User, 'temporaryPasswordExpiresAt' | 'confirmation'>>;

/** The users of one pool. User names are case-sensitive, as in a pool made through the API. */
export class Users {
  private readonly byUsername = new Map<string, User>();
  private readonly bySub = new Map<string, User>();

  /** By user name or, as Cognito's operations allow, by `sub`. */
  find(usernameOrSub: string): User | undefined {
    return this.byUsername.get(usernameOrSub) ?? this.bySub.get(usernameOrSub);
  }

  findBySub(sub: string): User | undefined {
    return this.bySub.get(sub);
  }

  /** Throws `UsernameExistsException` with the given text. */
  add(user: NewUser, now: number, textWhenTaken: string): User {
    // A user name equal to somebody's sub would be found in that user's place.
    if (this.find(user.username) !== undefined) {
      throw new ServiceError('UsernameExistsException', textWhenTaken);
    }
    const added: User = { ...user, sub: randomUUID(), createdAt: now, modifiedAt: now, enabled: true };
    this.byUsername.set(added.username, added);
    this.bySub.set(added.sub, added);
    return added;
  }

  list(): readonly User[] {
    return [...this.bySub.values()];
  }

  /** Brings back a user who was kept. */
  restore(user: User): void {
    this.byUsername.set(user.username, user);
    this.bySub.set(user.sub, user);
  }

  delete(user: User): void {
    this.byUsername.delete(user.username);
    this.bySub.delete(user.sub);
  }
}
