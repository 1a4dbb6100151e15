import type { UserPool } from './user-pool.js';
import type { User } from './users.js';

/** Removes a user with everything that is kept about them. What they are signed in to ends. */
export function removeUser(pool: UserPool, user: User): void {
  pool.users.delete(user);
  pool.groups.forget(user.sub);
  pool.sessions.revokeAllOf(user.sub);
}
