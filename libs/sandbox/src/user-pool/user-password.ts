import { hashPassword, type PasswordHash } from './passwords.js';
import { userSrpIdentity } from './srp/srp-verifier.js';
import type { UserPool } from './user-pool.js';

/** A user's password as it is kept, for sign-in by the password itself and by SRP. */
export const hashUserPassword = (
  { userPoolId }: Pick<UserPool, 'userPoolId'>,
  username: string,
  password: string,
): Promise<PasswordHash> => hashPassword(password, userSrpIdentity(userPoolId, username));

/** How long a temporary password can be used. */
export const temporaryPasswordLifetimeMs = ({ settings }: Pick<UserPool, 'settings'>): number =>
  settings.passwordPolicy.temporaryPasswordValidityDays * 24 * 3600_000;
