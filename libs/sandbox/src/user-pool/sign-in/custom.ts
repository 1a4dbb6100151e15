import { refusals } from '../refusals.js';
import type { ChallengeResult } from '../triggers/custom-challenge-triggers.js';
import { type AnsweredChallenge, isMember, type SignInAttempt, type SignInOutcome } from './attempt.js';
import { assertKnown, beginAttempt, required, type SignInRequest } from './begin.js';
import type { CustomQuestion } from './challenge-state.js';
import { assertMaySignIn } from './first-factor.js';
import { askForType } from './second-factor.js';
import { askForProof } from './srp.js';

/** Begins a sign-in whose questions are the pool's own triggers'. It may begin with the password. */
export async function signInByTriggers(request: SignInRequest): Promise<SignInOutcome> {
  const attempt: SignInAttempt = { ...(await beginAttempt(request)), custom: [] };
  assertKnown(attempt);
  if (request.parameters.get('CHALLENGE_NAME') !== 'SRP_A') return nextQuestion(attempt);
  const clientValue = required(request.parameters, 'SRP_A');
  return continueCustom(attempt, { challengeName: 'SRP_A', challengeResult: true }, clientValue);
}

/** Goes on after a question that was answered, right or wrong. */
export const continueCustom = (
  attempt: SignInAttempt,
  result: ChallengeResult,
  clientValue?: string,
): Promise<SignInOutcome> =>
  nextQuestion({ ...attempt, custom: [...(attempt.custom ?? []), result] }, clientValue);

/** Takes the answer to a question of the triggers. Each question is answered once. */
export async function answerCustomQuestion(
  challenge: AnsweredChallenge<CustomQuestion>,
  { parameters }: SignInRequest,
): Promise<SignInOutcome> {
  const { attempt, state } = challenge;
  const answer = required(parameters, 'ANSWER');
  attempt.pool.challenges.close(challenge);
  const right = await attempt.pool.triggers.challenges.verify({
    ...callOf(attempt),
    privateParameters: state.privateParameters,
    answer,
  });
  return continueCustom(attempt, {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: right,
    challengeMetadata: state.metadata,
  });
}

async function nextQuestion(attempt: SignInAttempt, clientValue?: string): Promise<SignInOutcome> {
  const { triggers } = attempt.pool;
  const session = attempt.custom ?? [];
  const defined = await triggers.challenges.define({ ...callOf(attempt), session });
  if (defined.kind === 'failure') throw refusals.incorrectPassword();
  if (defined.kind === 'tokens') {
    assertMaySignIn(attempt);
    return { kind: 'passed', attempt, occasion: 'Authentication' };
  }
  const { challengeName } = defined;
  switch (challengeName) {
    case 'CUSTOM_CHALLENGE':
      return askCustomQuestion(attempt, challengeName);
    case 'PASSWORD_VERIFIER':
      if (clientValue === undefined) break;
      return askForProof(attempt, clientValue);
    case 'SMS_MFA':
    case 'EMAIL_OTP':
    case 'SOFTWARE_TOKEN_MFA':
      if (!isMember(attempt)) throw refusals.incorrectPassword();
      return askForType(attempt, challengeName);
  }
  throw refusals.invalidParameter(
    `DefineAuthChallenge asked for ${challengeName}, which can not be asked here.`,
  );
}

async function askCustomQuestion(attempt: SignInAttempt, challengeName: string): Promise<SignInOutcome> {
  const { pool, user, custom = [] } = attempt;
  const { publicParameters, privateParameters, metadata } = await pool.triggers.challenges.create({
    ...callOf(attempt),
    challengeName,
    session: custom,
  });
  return {
    kind: 'challenge',
    name: 'CUSTOM_CHALLENGE',
    session: pool.challenges.add(attempt, { name: 'CUSTOM_CHALLENGE', privateParameters, metadata }),
    parameters: { ...Object.fromEntries(publicParameters), USERNAME: user.username },
  };
}

const callOf = (attempt: SignInAttempt) => ({
  username: attempt.user.username,
  clientId: attempt.client.clientId,
  clientMetadata: attempt.clientMetadata,
  user: isMember(attempt) ? attempt.user : undefined,
});
