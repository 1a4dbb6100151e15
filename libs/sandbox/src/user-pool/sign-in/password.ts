import { assertSecretHash } from '../app-client.js';
import { verifyPassword } from '../passwords.js';
import { refusals } from '../refusals.js';
import { assertPasswordNotCompromised } from '../risk/compromised-passwords.js';
import { migrateUser } from '../triggers/migrate-user.js';
import { isMember, type SignInAttempt, type SignInOutcome } from './attempt.js';
import { assertKnown, beginAttempt, required, type SignInRequest } from './begin.js';
import { passFirstFactor, refusePassword } from './first-factor.js';

/** Signs in with a user name and a password. */
export async function signInWithPassword(request: SignInRequest): Promise<SignInOutcome> {
  const username = required(request.parameters, 'USERNAME');
  const password = required(request.parameters, 'PASSWORD');
  assertSecretHash(request.client, request.parameters.get('SECRET_HASH'), [username]);
  await migrateUser(
    request,
    { source: 'Authentication', username, password, validationData: request.clientMetadata },
    request.clock(),
  );
  const attempt = await beginAttempt(request);
  assertKnown(attempt);
  return provePassword(attempt, password);
}

/** An unknown user is refused in the same words and after the same work as a wrong password. */
export async function provePassword(attempt: SignInAttempt, password: string): Promise<SignInOutcome> {
  const { user } = attempt;
  const right = await verifyPassword(password, user.password);
  // The user may have been deleted while the password was being checked.
  if (!right || !isMember(attempt)) throw refusePassword(attempt, refusals.incorrectPassword());
  assertPasswordNotCompromised(attempt, password);
  return passFirstFactor(attempt);
}
