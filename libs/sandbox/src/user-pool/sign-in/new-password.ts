import { assertPasswordPolicy } from '../password-policy.js';
import { hashUserPassword } from '../user-password.js';
import { type AnsweredChallenge, isMember, type SignInOutcome } from './attempt.js';
import { required, type SignInRequest } from './begin.js';
import { invalidSession } from './challenges.js';
import type { NewPassword } from './challenge-state.js';
import { assertMaySignIn } from './first-factor.js';
import { askForSecondFactor } from './second-factor.js';

const ATTRIBUTE_PREFIX = 'userAttributes.';

/** Takes the new password of a user who signed in with a temporary one. */
export async function setNewPassword(
  challenge: AnsweredChallenge<NewPassword>,
  { parameters }: SignInRequest,
): Promise<SignInOutcome> {
  const { attempt } = challenge;
  const { pool, user, clock } = attempt;
  const password = required(parameters, 'NEW_PASSWORD');
  assertPasswordPolicy(password, pool.settings.passwordPolicy);
  const hash = await hashUserPassword(pool, user.username, password);

  // From here on nothing waits, so that one session sets one password however many requests carry it.
  if (user.status !== 'FORCE_CHANGE_PASSWORD' || !isMember(attempt)) throw invalidSession();
  assertMaySignIn(attempt);
  pool.challenges.assertOpen(challenge);
  pool.schema.update(user.attributes, chosenAttributes(parameters), 'user');
  pool.challenges.close(challenge);
  user.password = hash;
  user.status = 'CONFIRMED';
  user.modifiedAt = clock();
  delete user.temporaryPasswordExpiresAt;
  return askForSecondFactor(attempt, 'NewPasswordChallenge');
}

function chosenAttributes(responses: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [key, value] of responses) {
    if (key.startsWith(ATTRIBUTE_PREFIX)) attributes.set(key.slice(ATTRIBUTE_PREFIX.length), value);
  }
  return attributes;
}
