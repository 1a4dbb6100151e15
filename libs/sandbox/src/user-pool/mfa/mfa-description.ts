import type { User } from '../users.js';
import { mfaOf } from './user-mfa.js';

/** The second factors of a user, as descriptions of users have them. */
export function wireMfa(user: User): object {
  const { enabled, preferred } = mfaOf(user);
  return {
    ...(preferred !== undefined && { PreferredMfaSetting: preferred }),
    ...(enabled.length > 0 && { UserMFASettingList: enabled }),
  };
}
