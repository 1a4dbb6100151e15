import { createHash } from 'node:crypto';
import { ConfigurationError } from '../../errors/index.js';
import type { UserPrincipal } from '../../tokens/principal.js';

/** Names a session in CloudTrail and in access logs. Must depend on nothing but the user. */
export type SessionNameOf = (user: UserPrincipal) => string;

const SESSION_NAME = /^[A-Za-z0-9=,.@-]{2,64}$/;
/** What people are known by outside of the application. */
const PERSONAL = ['email', 'phone_number'];

/**
 * What AWS writes into its logs about whoever acts: by default the `sub`, which tells users apart and leads to them in
 * the user pool, and says nothing about them to anybody else.
 *
 * @throws ConfigurationError for a name that STS does not take, or that has an e-mail address or a telephone number
 */
export function sessionNameOf(user: UserPrincipal, custom: SessionNameOf | undefined): string {
  if (custom === undefined) return defaultName(user);
  const name: unknown = custom(user);
  if (typeof name !== 'string' || !SESSION_NAME.test(name)) {
    throw new ConfigurationError(
      'sessionName gave something that is no session name. Give 2 to 64 of the characters A-Z a-z 0-9 = , . @ -',
    );
  }
  for (const claim of PERSONAL) {
    const value = user.claims[claim];
    if (typeof value !== 'string' || value === '') continue;
    // No session name has the plus that a telephone number begins with.
    const known = value.replace(/^\+/, '').toLowerCase();
    if (!name.toLowerCase().includes(known)) continue;
    throw new ConfigurationError(
      `sessionName put the ${claim} of the user into the name of the session, which AWS writes into logs. Use the sub, ` +
        'or a number of your own.',
    );
  }
  return name;
}

function defaultName({ sub }: UserPrincipal): string {
  if (SESSION_NAME.test(sub)) return sub;
  return createHash('sha256').update(sub).digest('hex').slice(0, 32);
}
