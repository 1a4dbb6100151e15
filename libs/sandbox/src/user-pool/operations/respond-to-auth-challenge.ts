import type { OperationInput } from '../operation-input.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import { answerChallenge, CHALLENGE_NAMES } from '../sign-in/answers.js';
import { authenticationRequest } from './authentication-request.js';
import type { OperationContext, RunOperation } from './operation.js';
import { clientOf, clientOfPool } from './request-subjects.js';
import { signInAnswer } from './sign-in-answer.js';

/** `RespondToAuthChallenge` */
export const respondToAuthChallenge: RunOperation = (input, context) =>
  respond(input, context, clientOf(input, context.pools));

/** `AdminRespondToAuthChallenge` */
export const adminRespondToAuthChallenge: RunOperation = (input, context) =>
  respond(input, context, clientOfPool(input, context.pools));

async function respond(
  input: OperationInput,
  { clock }: OperationContext,
  found: ClientOfPool,
): Promise<object> {
  const given = input.string('ChallengeName', { max: 64 });
  const name = CHALLENGE_NAMES.find((challenge) => challenge === given);
  if (name === undefined) {
    throw refusals.invalidParameter(`The sandbox gives no challenge but ${CHALLENGE_NAMES.join(', ')}.`);
  }
  const session = input.optionalString('Session', shapes.session);
  const request = authenticationRequest(input, found, 'ChallengeResponses', clock);
  return signInAnswer(await answerChallenge(request, name, session));
}
