import type { Clock } from '../../clock.js';
import { ServiceError } from '../../http/service-error.js';
import { assertSecretHash } from '../app-client.js';
import { verifyPassword } from '../passwords.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import type { User } from '../users.js';
import { completeSignIn } from './authentication-result.js';

/**
 * Signs in with a user name and a password. Nothing about the user is said before the password has been found
 * right: an unknown user is refused in the same words and after the same work as a wrong password.
 */
export async function signInWithPassword(
  found: ClientOfPool,
  parameters: ReadonlyMap<string, string>,
  clock: Clock,
): Promise<object> {
  const { pool, client } = found;
  const username = parameters.get('USERNAME');
  if (username === undefined) throw refusals.missingParameter('USERNAME');
  const password = parameters.get('PASSWORD');
  if (password === undefined) throw refusals.missingParameter('PASSWORD');
  assertSecretHash(client, parameters.get('SECRET_HASH'), [username]);
  const user = pool.users.find(username);
  const right = await verifyPassword(password, user?.password);
  // The user may have been deleted while the password was being checked.
  if (user === undefined || !right || pool.users.findBySub(user.sub) !== user)
    throw refusals.incorrectPassword();
  if (!user.enabled) throw refusals.disabledUser();
  switch (user.status) {
    case 'CONFIRMED':
      return completeSignIn(found, user);
    case 'UNCONFIRMED':
      throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
    case 'FORCE_CHANGE_PASSWORD':
      assertTemporaryPasswordFresh(user, clock);
      return newPasswordChallenge(found, user);
  }
}

function assertTemporaryPasswordFresh(user: User, clock: Clock): void {
  if (user.temporaryPasswordExpiresAt === undefined || clock() >= user.temporaryPasswordExpiresAt) {
    throw refusals.notAuthorized('Temporary password has expired and must be reset by an administrator.');
  }
}

const newPasswordChallenge = ({ pool, client }: ClientOfPool, user: User): object => ({
  ChallengeName: 'NEW_PASSWORD_REQUIRED',
  Session: pool.challenges.open(user.sub, client.clientId),
  ChallengeParameters: {
    USER_ID_FOR_SRP: user.username,
    requiredAttributes: '[]',
    userAttributes: JSON.stringify(Object.fromEntries(user.attributes)),
  },
});
