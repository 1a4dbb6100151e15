import { assertSecretHash } from '../app-client.js';
import type { OperationInput } from '../operation-input.js';
import { assertPasswordPolicy } from '../password-policy.js';
import { hashPassword } from '../passwords.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import { completeSignIn } from './authentication-result.js';
import type { OperationContext, RunOperation } from './operation.js';
import { clientOf, clientOfPool } from './request-subjects.js';

const CHALLENGE = 'NEW_PASSWORD_REQUIRED';
const ATTRIBUTE_PREFIX = 'userAttributes.';

/** `RespondToAuthChallenge`, for the one challenge that the sandbox gives. */
export const respondToAuthChallenge: RunOperation = (input, context) =>
  respond(input, context, clientOf(input, context.pools));

/** `AdminRespondToAuthChallenge` */
export const adminRespondToAuthChallenge: RunOperation = (input, context) =>
  respond(input, context, clientOfPool(input, context.pools));

async function respond(
  input: OperationInput,
  { clock }: OperationContext,
  { pool, client }: ClientOfPool,
): Promise<object> {
  if (input.string('ChallengeName', { max: 64 }) !== CHALLENGE) {
    throw refusals.invalidParameter(`The sandbox gives no challenge but ${CHALLENGE}.`);
  }
  const session = input.string('Session', shapes.session);
  const responses = input.stringMap('ChallengeResponses');
  const username = responses.get('USERNAME');
  if (username === undefined) throw refusals.missingParameter('USERNAME');
  const password = responses.get('NEW_PASSWORD');
  if (password === undefined) throw refusals.missingParameter('NEW_PASSWORD');
  assertSecretHash(client, responses.get('SECRET_HASH'), [username]);
  const user = pool.users.find(username);
  if (user === undefined) throw refusals.notAuthorized('Invalid session for the user.');
  pool.challenges.check(session, user.sub, client.clientId);
  assertPasswordPolicy(password);
  const hash = await hashPassword(password);

  // From here on nothing waits, so that one session sets one password however many requests carry it.
  if (!user.enabled) throw refusals.disabledUser();
  if (user.status !== 'FORCE_CHANGE_PASSWORD' || pool.users.findBySub(user.sub) !== user) {
    throw refusals.notAuthorized('Invalid session for the user.');
  }
  pool.challenges.check(session, user.sub, client.clientId);
  pool.schema.update(user.attributes, chosenAttributes(responses), 'user');
  pool.challenges.use(session, user.sub, client.clientId);
  user.password = hash;
  user.status = 'CONFIRMED';
  user.modifiedAt = clock();
  delete user.temporaryPasswordExpiresAt;
  return completeSignIn({ pool, client }, user);
}

function chosenAttributes(responses: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [key, value] of responses) {
    if (key.startsWith(ATTRIBUTE_PREFIX)) attributes.set(key.slice(ATTRIBUTE_PREFIX.length), value);
  }
  return attributes;
}
